import * as z from 'zod';
import type { SavedAs, TokenizerModel } from '../pipeline/stage.ts';
import { parsePart, partOf } from '../tokenizer-json/parse-part.ts';
import { readBpe } from './bpe/bpe-json.ts';
import { readUnigram } from './unigram/unigram-json.ts';
import { readWordLevel } from './word-level/word-level.ts';
import { readWordPiece } from './wordpiece/word-piece-json.ts';

const field = 'model';

/** What reads each kind of model: the only list of them. */
const readers: Readonly<Record<string, (json: unknown) => TokenizerModel & SavedAs<unknown>>> = {
  BPE: (json) => readBpe(json),
  Unigram: readUnigram,
  WordLevel: readWordLevel,
  WordPiece: readWordPiece,
};

/**
 * The model of a parsed `tokenizer.json`.
 *
 * @throws {FormatError} when a field is missing or damaged
 * @throws {UnsupportedError} when it is of an unknown type
 */
export function readModel(json: unknown): TokenizerModel & SavedAs<unknown> {
  const model = parsePart(z.looseObject({}), json, field);
  // Files of old versions do not name the type.
  const typed = 'type' in model ? model : { ...model, type: guessType(model) };
  return partOf(readers, typed, field)(typed);
}

function guessType(model: object): string {
  if ('merges' in model) return 'BPE';
  if ('continuing_subword_prefix' in model || 'max_input_chars_per_word' in model) return 'WordPiece';
  return 'unk_id' in model ? 'Unigram' : 'WordLevel';
}
