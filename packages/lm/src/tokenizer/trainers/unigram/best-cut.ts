import type { PieceLattice } from './piece-lattice.ts';
import { type Pieces, unknownPiece, unknownScore } from './pieces.ts';

/** Finds the most probable cut of a stretch of the words. */
export class BestCut {
  /** The pieces of the last cut, from the right. */
  readonly found: Int32Array;
  /** Its log probability. */
  score = 0;
  readonly #lattice: PieceLattice;
  readonly #lengths: Int32Array;
  readonly #scores: Float64Array;
  readonly #unknownScore: number;
  readonly #best: Float64Array;
  readonly #last: Int32Array;

  constructor(lattice: PieceLattice, pieces: Pieces) {
    const size = lattice.words.longest + 1;
    this.#lattice = lattice;
    this.#lengths = pieces.lengths;
    this.#scores = pieces.scores;
    this.#unknownScore = unknownScore(pieces);
    this.#best = new Float64Array(size);
    this.#last = new Int32Array(size);
    this.found = new Int32Array(size);
  }

  /** Cuts `length` characters from place `start` on, without the piece `excluded`; returns the number of pieces. */
  cut(start: number, length: number, excluded: number): number {
    const { begins, pieces: at } = this.#lattice;
    const lengths = this.#lengths;
    const scores = this.#scores;
    const best = this.#best.fill(Number.NEGATIVE_INFINITY, 0, length + 1);
    const last = this.#last;
    best[0] = 0;
    for (let i = 0; i < length; i++) {
      const score = best[i]!;
      const from = begins[start + i]!;
      const to = begins[start + i + 1]!;
      for (let k = from; k < to; k++) {
        const piece = at[k]!;
        const end = i + lengths[piece]!;
        if (end > length) break;
        const total = score + scores[piece]!;
        if (total > best[end]! && piece !== excluded) {
          best[end] = total;
          last[end] = piece;
        }
      }
      if ((from === to || lengths[at[from]!] !== 1) && score + this.#unknownScore > best[i + 1]!) {
        best[i + 1] = score + this.#unknownScore;
        last[i + 1] = unknownPiece;
      }
    }
    this.score = best[length]!;
    let count = 0;
    for (let end = length; end > 0; end -= last[end] === unknownPiece ? 1 : lengths[last[end]!]!)
      this.found[count++] = last[end]!;
    return count;
  }
}
