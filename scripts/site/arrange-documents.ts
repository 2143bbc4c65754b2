import { join } from 'node:path';
import { dirname } from 'node:path/posix';

import {
  type CommentDisplayPart,
  type DocumentReflection,
  type Logger,
  normalizePath,
  type ProjectReflection,
} from 'typedoc';

import { root } from '../workspace.ts';
import { documentPath } from './document-path.ts';

/** Names documents after their first heading, and puts them under the README of their folder in its order. */
export function arrangeDocuments(project: ProjectReflection, logger: Logger): void {
  setFrontPage(project);
  const documents = [...(project.documents ?? [])];
  const paths = new Map(documents.map((document) => [document, documentPath(document, project)]));
  const folders = new Map<string, DocumentReflection>();
  for (const [document, path] of paths) {
    document.name = heading(document.content) ?? document.name;
    if (!path.endsWith('/README.md')) continue;
    folders.set(dirname(path), document);
    const file = project.files.getReflectionPath(document);
    if (file !== undefined) project.files.registerReflectionPath(normalizePath(dirname(file)), document);
  }

  const order = new Map([...folders.values()].map((page) => [page, linkedDocuments(page, project)]));
  const children = new Map<DocumentReflection, DocumentReflection[]>();
  for (const [document, path] of paths) {
    const folder = nearestFolder(path, folders);
    if (folder === undefined || folder === document) continue;
    children.set(folder, [...(children.get(folder) ?? []), document]);
    if (order.get(folder)?.includes(document) !== true && path.endsWith('.md')) {
      logger.warn(`${paths.get(folder)} does not link to ${path}`);
    }
  }
  for (const [folder, pages] of children) {
    const links = order.get(folder) ?? [];
    const place = (page: DocumentReflection): number => {
      const index = links.indexOf(page);
      return index === -1 ? links.length : index;
    };
    for (const page of pages.toSorted((a, b) => place(a) - place(b))) {
      project.removeChild(page);
      page.parent = folder;
      folder.addChild(page);
    }
  }
}

/** `docs/README.md` is the site's front page and not a document; links to the repository's README lead there too. */
function setFrontPage(project: ProjectReflection): void {
  const page = project.documents?.find((document) => documentPath(document, project) === 'docs/README.md');
  if (page !== undefined) project.removeReflection(page);
  for (const path of ['README.md', 'docs/README.md']) {
    project.files.registerReflectionPath(normalizePath(join(root, path)), project);
  }
}

function heading(content: readonly CommentDisplayPart[]): string | undefined {
  const text = content.map((part) => part.text).join('');
  return /^# (.+)$/m.exec(text)?.[1]?.replaceAll('`', '');
}

function linkedDocuments(page: DocumentReflection, project: ProjectReflection): DocumentReflection[] {
  return page.content.flatMap((part) => {
    if (part.kind !== 'relative-link' || part.target === undefined) return [];
    const target = project.files.resolve(part.target, project);
    return typeof target === 'object' && target.isDocument() ? [target] : [];
  });
}

function nearestFolder(
  path: string,
  folders: ReadonlyMap<string, DocumentReflection>,
): DocumentReflection | undefined {
  for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
    const page = folders.get(folder);
    if (page !== undefined) return page;
  }
  return undefined;
}
