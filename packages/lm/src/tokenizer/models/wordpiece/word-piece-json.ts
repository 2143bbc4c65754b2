import * as z from 'zod';
import { parseModel } from '../parse-model.ts';
import { vocabularyEntries } from '../vocabulary/vocabulary.ts';
import { type VocabularyJson, vocabularySchema } from '../vocabulary/vocabulary-json.ts';
import { wordPiece, type WordPiece } from './word-piece.ts';

/** A WordPiece model in `tokenizer.json`. */
export interface WordPieceJson {
  readonly type: 'WordPiece';
  readonly unk_token: string;
  readonly continuing_subword_prefix: string;
  /** In code points. */
  readonly max_input_chars_per_word: number;
  readonly vocab: VocabularyJson;
}

/** Schema of {@link WordPieceJson}; files of old versions do not name the type. */
export const wordPieceSchema: z.ZodType<WordPieceJson> = z.object({
  type: z.literal('WordPiece').default('WordPiece'),
  unk_token: z.string(),
  continuing_subword_prefix: z.string(),
  max_input_chars_per_word: z.int().nonnegative(),
  vocab: vocabularySchema,
});

/**
 * The WordPiece model of a parsed `tokenizer.json`.
 *
 * @throws {FormatError} when a field is missing or damaged
 */
export function readWordPiece(json: unknown): WordPiece {
  const file = parseModel(wordPieceSchema, json, 'WordPiece');
  return wordPiece(vocabularyEntries(file.vocab), {
    unknownToken: file.unk_token,
    continuingSubwordPrefix: file.continuing_subword_prefix,
    maxInputCharsPerWord: file.max_input_chars_per_word,
  });
}
