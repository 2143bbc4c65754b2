import * as z from 'zod';
import { parseModel } from '../parse-model.ts';
import { unigram, type Unigram } from './unigram.ts';
import type { UnigramPiece } from './unigram-pieces.ts';

const maxPieces = 1 << 23;

/** A unigram model in `tokenizer.json`. */
export interface UnigramJson {
  readonly type: 'Unigram';
  readonly unk_id: number | null;
  /** Pieces and their log probabilities, in the order of ids. */
  readonly vocab: readonly UnigramPiece[];
  readonly byte_fallback: boolean;
}

const piecesSchema = z
  .custom<readonly UnigramPiece[]>(Array.isArray, { error: 'expected a list of [piece, score]' })
  .check(({ value, issues }) => {
    const bad = value.length > maxPieces ? maxPieces : value.findIndex((entry) => !isPiece(entry));
    if (bad < 0) return;
    const message = `expected at most ${maxPieces} entries [piece without lone surrogates, finite score]`;
    issues.push({ code: 'custom', message, path: [bad], input: undefined });
  });

/** Schema of {@link UnigramJson}; files of old versions do not name the type. */
export const unigramSchema: z.ZodType<UnigramJson> = z
  .object({
    type: z.literal('Unigram').default('Unigram'),
    unk_id: z.int().nonnegative().nullable().default(null),
    vocab: piecesSchema,
    byte_fallback: z.boolean().default(false),
  })
  .refine(({ unk_id: id, vocab }) => id === null || id < vocab.length, {
    error: 'expected the index of a piece',
    path: ['unk_id'],
  });

/**
 * The unigram model of a parsed `tokenizer.json`.
 *
 * @throws {FormatError} when a field is missing or damaged
 */
export function readUnigram(json: unknown): Unigram {
  const { vocab, unk_id: id, byte_fallback: byteFallback } = parseModel(unigramSchema, json, 'Unigram');
  const scores = Float64Array.from(vocab, ([, score]) => scoreAsReferenceReads(score));
  return unigram(vocab, { unknownId: id ?? undefined, byteFallback, scores });
}

/**
 * The number that the reference makes of a score: its digits as an integer, divided by a power of ten. Beyond 15
 * digits this is rounded twice, which decides between cuts that are equally good.
 *
 * @see `f64_from_parts` of Rust's serde_json
 */
function scoreAsReferenceReads(score: number): number {
  const [digits = '', exponent = '0'] = String(Math.abs(score)).split('e');
  const [whole = '', fraction = ''] = digits.split('.');
  const power = Number(exponent) - fraction.length;
  const integer = Number(whole + fraction);
  const read = power < 0 ? integer / Number(`1e${-power}`) : integer * Number(`1e${power}`);
  return score < 0 ? -read : read;
}

function isPiece(entry: unknown): entry is UnigramPiece {
  if (!Array.isArray(entry) || entry.length !== 2) return false;
  const [piece, score]: unknown[] = entry;
  return typeof piece === 'string' && piece.isWellFormed() && Number.isFinite(score);
}
