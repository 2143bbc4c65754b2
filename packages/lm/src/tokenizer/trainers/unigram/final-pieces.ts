import type { UnigramPiece } from '../../models/unigram/unigram-pieces.ts';
import type { FlatWords } from './flat-words.ts';
import { leastScore, type Pieces, unknownPiece } from './pieces.ts';

/** Options of {@link finalPieces}. */
export interface FinalPiecesOptions {
  /** Pieces to have. */
  readonly size: number;
  /** Characters that must be among them. */
  readonly alphabet: readonly number[];
  /** Tokens that the vocabulary has already. */
  readonly taken: ReadonlySet<string>;
}

/** Between the scores of characters that estimation dropped, so that no two are equal. */
const step = 0.0001;

/** The characters, then the pieces that matter most, all sorted by score. */
export function finalPieces(
  { characters }: FlatWords,
  pieces: Pieces,
  { size, alphabet, taken }: FinalPiecesOptions,
): readonly UnigramPiece[] {
  const { places, lengths, scores, order } = pieces;
  const scoreOf = new Map<string, number>();
  for (const piece of order) {
    if (piece === unknownPiece) continue;
    const text = String.fromCodePoint(
      ...characters.subarray(places[piece]!, places[piece]! + lengths[piece]!),
    );
    scoreOf.set(text, scores[piece]!);
  }
  const chosen = new Map<string, number>();
  const least = scoreOf.size === 0 ? 0 : leastScore(pieces);
  let missing = 0;
  for (const character of alphabet) {
    const text = String.fromCodePoint(character);
    if (!taken.has(text)) chosen.set(text, scoreOf.get(text) ?? least + step * missing++);
  }
  for (const [text, score] of scoreOf) {
    if (chosen.size >= size) break;
    if (!chosen.has(text) && !taken.has(text)) chosen.set(text, score);
  }
  return [...chosen].sort(([, a], [, b]) => b - a);
}
