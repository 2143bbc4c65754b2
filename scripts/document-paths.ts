import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from './workspace.ts';

/** Folders of the repository with which a path in a document begins, also without the leading `packages`. */
const beginnings =
  /^(?:apps|benchmarks|core|diffusion|docs|examples|lm|ort|packages|prompt|reference|scripts|train)\//;

/** Written by a command or by the reader. */
const absent =
  /^(?:docs\/api(?:\/.*)?|x\.test\.ts|path\/to\/script\.ts|examples\/first\/main\.ts|first\.ts)$/;

/**
 * The paths in the documents for contributors that lead nowhere: `packages/core/src/ops/add.ts`, `testing/op-cases.ts`
 * and `add.ts` alone count, if a file's path ends so; of `ops/<name>.ts` the folder counts; `{a,b}` means both.
 */
export function deadPaths(): string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  const known = new Set<string>();
  for (const file of listed.split('\n')) {
    const parts = file.split('/');
    // Every end of every beginning: folders are paths too.
    for (let end = 1; end <= parts.length; end++) {
      for (let start = 0; start < end; start++) known.add(parts.slice(start, end).join('/'));
    }
  }
  const documents = [
    'AGENTS.md',
    'CONTRIBUTING.md',
    'README.md',
    ...inFolder('docs/guides'),
    ...inFolder('docs/decisions'),
  ];
  return documents.flatMap((document) =>
    mentions(readFileSync(join(root, document), 'utf8'))
      .filter((path) => !known.has(path) && !absent.test(path))
      .map((path) => `${document}: there is no ${path}`),
  );
}

function inFolder(folder: string): string[] {
  return readdirSync(join(root, folder)).flatMap((file) => (file.endsWith('.md') ? `${folder}/${file}` : []));
}

function mentions(text: string): string[] {
  const prose = text.replaceAll(/^```[\s\S]*?^```/gm, '');
  return [...prose.matchAll(/`([^`\n]+)`/g)]
    .flatMap(([, code]) => (code ?? '').split(' '))
    .filter((word) => /^[\w@.{},<>*/-]+$/.test(word))
    .filter(
      (word) =>
        /^[\w-]+\.(?:test\.|cases\.)?(?:ts|py)$/.test(word) ||
        beginnings.test(word) ||
        /\/.*\.(?:ts|py)$/.test(word),
    )
    .flatMap(alternatives)
    .map((path) => path.replace(/\/?[^/]*[<*].*$/, '').replace(/\/$/, ''))
    .filter((path) => path !== '');
}

/** `a/{b,c}` is `a/b` and `a/c`. */
function alternatives(path: string): string[] {
  const [, before, list, after] = /^(.*)\{(.*?)\}(.*)$/.exec(path) ?? [];
  return list === undefined ? [path] : list.split(',').map((each) => `${before}${each}${after}`);
}
