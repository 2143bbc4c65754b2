import { relative } from 'node:path';

import type { DocumentReflection, ProjectReflection } from 'typedoc';

import { root } from '../workspace.ts';

/** The path of a document's file from the repository's root. */
export function documentPath(document: DocumentReflection, project: ProjectReflection): string {
  const path = project.files.getReflectionPath(document);
  if (path === undefined) throw new Error(`The document ${document.name} has no file`);
  return relative(root, path).replaceAll('\\', '/');
}
