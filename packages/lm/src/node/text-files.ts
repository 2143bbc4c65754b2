import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { storageFailure } from '@fm/core/node';

/** Options of {@link textFiles}. */
export interface TextFilesOptions {
  /** Which files of a folder are read, by the ends of their names. @default all of them */
  readonly extensions?: readonly string[];
}

/** Characters after which a line is given although it has not ended. */
const longestLine = 1 << 20;

/**
 * The lines of text files, with their line feeds, as Hugging Face's tokenizers reads files for training. Folders are
 * read with all folders in them, in the order of names. Only one line and one block of a file are in memory; a line of
 * more than a million characters comes in parts. Bytes that are no UTF-8 become U+FFFD.
 *
 * @param paths - files and folders
 * @throws {StorageError} when something cannot be read
 * @example
 * ```ts
 * import { mkdir, writeFile } from 'node:fs/promises';
 * import { textFiles } from '@fm/lm/node';
 * import { byteLevelBpeRecipe, trainTokenizer } from '@fm/lm/tokenizer';
 *
 * await mkdir('corpus');
 * await writeFile('corpus/words.txt', 'low lower lowest\n');
 * const texts = textFiles('corpus', { extensions: ['.txt'] });
 * const tokenizer = await trainTokenizer(texts, byteLevelBpeRecipe({ vocabularySize: 260 })).result;
 * tokenizer.encode(' low').tokens; // => ['Ġlow']
 * ```
 */
export async function* textFiles(
  paths: string | readonly string[],
  { extensions = [''] }: TextFilesOptions = {},
): AsyncGenerator<string, void> {
  for (const path of typeof paths === 'string' ? [paths] : paths) {
    for (const file of await filesAt(path, extensions)) yield* linesOf(file);
  }
}

async function filesAt(path: string, extensions: readonly string[]): Promise<readonly string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && extensions.some((extension) => entry.name.endsWith(extension)))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch (error) {
    throw storageFailure(`Cannot read ${path}`, error);
  }
}

async function* linesOf(path: string): AsyncGenerator<string, void> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let rest = '';
  for await (const block of blocksOf(path)) {
    const text = rest + decoder.decode(block, { stream: true });
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      yield text.slice(start, end + 1);
      start = end + 1;
    }
    rest = text.slice(start);
    if (rest.length < longestLine) continue;
    yield rest;
    rest = '';
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}

async function* blocksOf(path: string): AsyncGenerator<Uint8Array, void> {
  try {
    await using file = await open(path);
    const buffer = new Uint8Array(1 << 18);
    for (;;) {
      const { bytesRead } = await file.read(buffer);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } catch (error) {
    throw storageFailure(`Cannot read ${path}`, error);
  }
}
