import { type DeclarationReflection, type ProjectReflection, ReflectionKind } from 'typedoc';

/** Puts the class of an error, `@throws {ShapeError} when …`, before the text, as a link to its page. */
export function linkThrownErrors(project: ProjectReflection): void {
  const classes = new Map(
    (project.getReflectionsByKind(ReflectionKind.Class) as DeclarationReflection[]).map((each) => [
      each.name,
      each,
    ]),
  );
  for (const { comment } of Object.values(project.reflections)) {
    for (const tag of comment?.blockTags ?? []) {
      if (tag.tag !== '@throws' || tag.typeAnnotation === undefined) continue;
      const name = tag.typeAnnotation.replaceAll(/[{}\s]/g, '');
      const target = classes.get(name);
      const shown =
        target === undefined
          ? ({ kind: 'code', text: `\`${name}\`` } as const)
          : ({ kind: 'inline-tag', tag: '@link', text: name, target } as const);
      tag.content.unshift(shown, { kind: 'text', text: ' ' });
      delete tag.typeAnnotation;
    }
  }
}
