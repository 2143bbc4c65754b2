import { join } from 'node:path';
import { FormatError, type Tokenizer } from '@fm/core';
import { z } from 'zod';
import { readTokenizer } from '../tokenizer/index.ts';
import { parseJson, readJson, readTextIfPresent } from './read-files.ts';

const settings = z.object({ eos_token: z.union([z.string(), z.object({ content: z.string() })]).nullish() });

/**
 * Loads the tokenizer of a Hugging Face folder: `tokenizer.json`, and the end-of-text token from
 * `tokenizer_config.json` where there is one.
 *
 * @throws {StorageError} when `tokenizer.json` is missing or cannot be read
 * @throws {FormatError} when a file is damaged
 * @throws {UnsupportedError} when it is another kind than characters or bytes
 */
export async function loadTokenizer(folder: string): Promise<Tokenizer> {
  const json = await readJson(join(folder, 'tokenizer.json'));
  const path = join(folder, 'tokenizer_config.json');
  const text = await readTextIfPresent(path);
  const config = settings.safeParse(text === undefined ? {} : parseJson(text, path));
  if (!config.success)
    throw new FormatError(`${path} is damaged`, {
      received: z.prettifyError(config.error),
      cause: config.error,
    });
  const { eos_token: end } = config.data;
  const endOfText = typeof end === 'string' ? end : end?.content;
  return readTokenizer(json, endOfText === undefined ? {} : { endOfText });
}
