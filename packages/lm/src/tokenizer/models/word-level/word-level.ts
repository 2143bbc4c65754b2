import { ArgumentError } from '@fm/core';
import * as z from 'zod';
import type { TokenizerModel } from '../../pipeline/stage.ts';
import { parseModel } from '../parse-model.ts';
import { vocabulary, vocabularyEntries } from '../vocabulary/vocabulary.ts';
import { type VocabularyJson, vocabularySchema } from '../vocabulary/vocabulary-json.ts';

/** A word-level model in `tokenizer.json`. */
export interface WordLevelJson {
  readonly type: 'WordLevel';
  readonly vocab: VocabularyJson;
  /** Token of every word outside the vocabulary; where it has no id itself, such words are an error. */
  readonly unk_token: string;
}

/** A model whose tokens are whole pieces. */
export interface WordLevel extends TokenizerModel {
  /** Names the model. */
  readonly type: 'WordLevel';
  /** Ids by token. */
  readonly entries: ReadonlyMap<string, number>;
  /** The token of pieces that the vocabulary lacks. */
  readonly unknownToken: string;
  /** Its entry in `tokenizer.json`. */
  toJSON(): WordLevelJson;
}

/** Options of {@link wordLevel}. */
export interface WordLevelOptions {
  /** Token of every word outside the vocabulary. @default '<unk>' */
  readonly unknownToken?: string;
}

/** Schema of {@link WordLevelJson}; files of old versions do not name the type. */
export const wordLevelSchema: z.ZodType<WordLevelJson> = z.object({
  type: z.literal('WordLevel').default('WordLevel'),
  vocab: vocabularySchema,
  unk_token: z.string(),
});

/**
 * A model that looks each piece up as a whole.
 *
 * @param entries - ids by token
 * @example
 * ```ts
 * import { wordLevel } from '@fm/lm/tokenizer';
 *
 * const model = wordLevel(new Map([['<unk>', 0], ['tree', 1]]));
 * model.idOf('tree'); // => 1
 * ```
 */
export function wordLevel(
  entries: ReadonlyMap<string, number>,
  { unknownToken = '<unk>' }: WordLevelOptions = {},
): WordLevel {
  const { size, idOf, tokenOf, toJSON } = vocabulary(entries);
  return Object.freeze<WordLevel>({
    type: 'WordLevel',
    vocabularySize: size,
    entries,
    unknownToken,
    tokenOf,
    idOf,
    tokenize(text, sink) {
      const id = idOf(text.toWellFormed()) ?? idOf(unknownToken);
      if (id === undefined) throw unknownPiece(text, unknownToken);
      sink.add(id, 0, text.length);
    },
    toJSON: () => ({ type: 'WordLevel', vocab: toJSON(), unk_token: unknownToken }),
  });
}

/**
 * The word-level model of a parsed `tokenizer.json`.
 *
 * @throws {FormatError} when a field is missing or damaged
 */
export function readWordLevel(json: unknown): WordLevel {
  const { vocab, unk_token: unknownToken } = parseModel(wordLevelSchema, json, 'WordLevel');
  return wordLevel(vocabularyEntries(vocab), { unknownToken });
}

function unknownPiece(text: string, unknownToken: string): ArgumentError {
  return new ArgumentError('The vocabulary has neither the word nor an unknown token', {
    expected: `a word of the vocabulary, or ${JSON.stringify(unknownToken)} in it`,
    received: JSON.stringify(text.slice(0, 80)),
    hint: 'Give the tokenizer an unknown token that is in its vocabulary.',
  });
}
