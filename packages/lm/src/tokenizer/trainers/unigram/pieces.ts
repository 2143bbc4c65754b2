/** Number of the piece that stands for characters without a piece. */
export const unknownPiece = 0;

/** Candidates for the vocabulary. Their numbers never change; `order` lists those that are left. */
export interface Pieces {
  /** Where each piece occurs in the words. */
  readonly places: Int32Array;
  /** Characters of each piece. */
  readonly lengths: Int32Array;
  /** Log probability of each piece. */
  readonly scores: Float64Array;
  /** Pieces that are left, {@link unknownPiece} first. */
  readonly order: Int32Array;
}

/** The least score of the pieces that are left. */
export function leastScore({ order, scores }: Pieces): number {
  let least = Number.POSITIVE_INFINITY;
  for (const piece of order) if (piece !== unknownPiece) least = Math.min(least, scores[piece]!);
  return least;
}

/** How much a character without a piece costs beyond the least probable piece. */
const unknownPenalty = 10;

/** The log probability of a character without a piece. */
export function unknownScore(pieces: Pieces): number {
  return leastScore(pieces) - unknownPenalty;
}
