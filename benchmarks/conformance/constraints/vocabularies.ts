import { readFileSync } from 'node:fs';

import type { Tokenizer } from '@fm/core';
import { characterTokenizer, readTiktoken, readTokenizer } from '@fm/lm/tokenizer';

import { families, rankFiles } from '../../tokenizers/data/models.ts';
import { installPackages } from '../../tokenizers/data/package-cache.ts';
import { trainReferenceTokenizers } from '../../tokenizers/data/reference-trained.ts';

/** A tokenizer under test. */
export interface Vocabulary {
  readonly name: string;
  readonly load: () => Tokenizer;
}

const json = (name: string): unknown => {
  const path = families.find((family) => family.name === name)?.json as string;
  return JSON.parse(readFileSync(path, 'utf8'));
};
const printable = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join('');

/** Real vocabularies of every kind: byte-level, pieces with byte fallback, and single characters. */
export function vocabularies(): readonly Vocabulary[] {
  installPackages();
  trainReferenceTokenizers();
  const gpt2 = rankFiles.find(({ name }) => name === 'r50k_base')?.path as string;
  return [
    { name: 'gpt2', load: () => readTiktoken(readFileSync(gpt2), { encoding: 'r50k_base' }) },
    { name: 'llama2', load: () => readTokenizer(json('llama2'), { config: { eos_token: '</s>' } }) },
    { name: 'unigram', load: () => readTokenizer(json('unigram')) },
    { name: 'characters', load: () => characterTokenizer(`${printable}äöüé€😀日本`) },
  ];
}
