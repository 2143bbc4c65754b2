import { ArgumentError } from '@fm/core';
import type { WordLevel } from '../models/word-level/word-level.ts';
import type { IdEncoder, PreTokenizer, TokenizerModel } from '../pipeline/stage.ts';
import type { EncodingStages } from '../fast/compile-byte-level.ts';
import type { PreTokenizerPart } from '../pre-tokenizers/pre-tokenizer-part.ts';
import { splitSchema } from '../pre-tokenizers/split.ts';
import { characterPattern } from './character-pattern.ts';

/** The shortcut for a word-level model after a split at every character. */
export function characterIdEncoder({
  normalizer,
  preTokenizer,
  model,
}: EncodingStages): IdEncoder | undefined {
  if (normalizer !== undefined || !splitsCharacters(preTokenizer)) return undefined;
  const { type, entries, unknownToken }: TokenizerModel & Partial<WordLevel> = model;
  if (type !== 'WordLevel' || entries === undefined || unknownToken === undefined) return undefined;
  const unknown = entries.get(unknownToken);
  const ids = new Map<number, number>();
  for (const [token, id] of entries) {
    const point = token.codePointAt(0);
    if (point !== undefined && String.fromCodePoint(point) === token) ids.set(point, id);
  }
  return {
    encode(text, target) {
      target.reserve(text.length);
      for (let at = 0; at < text.length; at++) {
        const point = text.codePointAt(at) as number;
        if (point > 0xffff) at++;
        const id = ids.get(point) ?? unknown;
        if (id === undefined) throw new ArgumentError('A character is not in the vocabulary');
        target.data[target.length++] = id;
      }
    },
    count(text) {
      let count = 0;
      for (let at = 0; at < text.length; at++) {
        const point = text.codePointAt(at) as number;
        if (point > 0xffff) at++;
        if (unknown === undefined && !ids.has(point))
          throw new ArgumentError('A character is not in the vocabulary');
        count++;
      }
      return count;
    },
  };
}

function splitsCharacters(preTokenizer: (PreTokenizer & Partial<PreTokenizerPart>) | undefined): boolean {
  const { success, data } = splitSchema.safeParse(preTokenizer?.json);
  if (!success || data.behavior !== 'Isolated' || data.invert) return false;
  return 'Regex' in data.pattern && data.pattern.Regex === characterPattern.Regex;
}
