import { readFileSync } from 'node:fs';
import { extname, relative } from 'node:path';

import { DocumentReflection, normalizePath, type ProjectReflection, ReflectionKind } from 'typedoc';

import { root } from '../workspace.ts';

const languages: Readonly<Record<string, string>> = { '.ts': 'ts', '.py': 'python', '.json': 'json' };

/** Makes a page with the code of every source file that a document links to. */
export function addSourcePages(project: ProjectReflection): void {
  const files = linkedFiles(project).toSorted();
  for (const path of files) {
    const language = languages[extname(path)];
    if (language === undefined) continue;
    const name = relative(root, path).replaceAll('\\', '/');
    const content = sourcePage(name, readFileSync(path, 'utf8'), language);
    const page = new DocumentReflection(name, project, [{ kind: 'text', text: content }], {});
    project.addChild(page);
    project.registerReflection(page, undefined, normalizePath(path));
  }
}

/** The files without a page of their own to which documents and READMEs link. */
function linkedFiles(project: ProjectReflection): string[] {
  const modules = project.getReflectionsByKind(ReflectionKind.Module);
  const readmes = modules.map((module) => (module.isDeclaration() ? (module.readme ?? []) : []));
  const documents = (project.documents ?? []).map(({ content }) => content);
  const parts = [project.readme ?? [], ...readmes, ...documents].flat();
  const targets = parts.map((part) =>
    part.kind === 'relative-link' && part.target !== undefined
      ? project.files.resolve(part.target, project)
      : undefined,
  );
  return [...new Set(targets.filter((target) => typeof target === 'string'))];
}

/** An example is called after its folder; the comment at its top comes before the code. */
function sourcePage(name: string, source: string, language: string): string {
  const title = /^examples\/([^/]+)\/main\.ts$/.exec(name)?.[1] ?? name;
  const comment = /^\/\*\*([\s\S]*?)\*\/\n/.exec(source);
  const summary = (comment?.[1] ?? '').replaceAll(/^ *\* ?/gm, '').trim();
  const code = comment === null ? source : source.slice(comment[0].length);
  return `# ${title}\n\n${summary}\n\n\`${name}\`\n\n\`\`\`${language}\n${code.trim()}\n\`\`\`\n`;
}
