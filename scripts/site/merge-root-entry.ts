import { Comment, CommentTag, type ProjectReflection } from 'typedoc';

/** Shows what a package's root entry exports on the package's own page, not on one called `index`. */
export function mergeRootEntry(project: ProjectReflection): void {
  const root = project.getChildByName(['index']);
  if (root?.isDeclaration() !== true) return;
  root.comment ??= new Comment();
  root.comment.blockTags.push(new CommentTag('@mergeModuleWith', [{ kind: 'text', text: '<project>' }]));
}
