import type { PieceLattice } from './piece-lattice.ts';
import { type Pieces, unknownPiece, unknownScore } from './pieces.ts';

/** Probabilities below this are scaled up; scaling by powers of two is exact. */
const small = 2 ** -400;
const scale = 2 ** 400;

/**
 * How often each piece is expected in the words: over all segmentations, weighted by their probability (the E step).
 *
 * Works with probabilities rather than their logarithms, and scales them up where a long word would make them vanish.
 */
export function expectedCounts({ words, begins, pieces: at }: PieceLattice, pieces: Pieces): Float64Array {
  const { starts, counts, longest } = words;
  const { lengths, scores } = pieces;
  const probabilities = scores.map(Math.exp);
  const unknown = Math.exp(unknownScore(pieces));
  probabilities[unknownPiece] = unknown;
  const expected = new Float64Array(scores.length);
  // forward[i]: all ways to reach place i, times scale ** forwardScale[i]; backward[i]: all ways from i to the end.
  const forward = new Float64Array(longest + 1);
  const forwardScale = new Int32Array(longest + 1);
  const backward = new Float64Array(longest + 1);
  const reach = lengths.reduce((most, length) => Math.max(most, length), 1);

  for (let word = 0; word < counts.length; word++) {
    const start = starts[word]!;
    const length = starts[word + 1]! - 1 - start;
    forward.fill(0, 0, length + 1);
    forward[0] = 1;
    let scaled = 0;
    for (let i = 0; i < length; i++) {
      if (forward[i]! < small) {
        const end = Math.min(length, i + reach);
        for (let k = i; k <= end; k++) forward[k]! *= scale;
        scaled++;
      }
      forwardScale[i] = scaled;
      const ways = forward[i]!;
      const from = begins[start + i]!;
      const to = begins[start + i + 1]!;
      if (from === to || lengths[at[from]!] !== 1) forward[i + 1]! += ways * unknown;
      for (let k = from; k < to; k++) {
        const piece = at[k]!;
        forward[i + lengths[piece]!]! += ways * probabilities[piece]!;
      }
    }
    const total = forward[length]!;
    const weight = counts[word]! / total;
    const totalScale = scaled;
    scaled = 0;
    backward[length] = 1;
    for (let i = length - 1; i >= 0; i--) {
      let ways = 0;
      const from = begins[start + i]!;
      const to = begins[start + i + 1]!;
      const exponent = totalScale - forwardScale[i]! - scaled;
      const before = forward[i]! * weight * (exponent === 0 ? 1 : scale ** exponent);
      if (from === to || lengths[at[from]!] !== 1) {
        const share = unknown * backward[i + 1]!;
        ways += share;
        expected[unknownPiece]! += before * share;
      }
      for (let k = from; k < to; k++) {
        const piece = at[k]!;
        const share = probabilities[piece]! * backward[i + lengths[piece]!]!;
        ways += share;
        expected[piece]! += before * share;
      }
      backward[i] = ways;
      if (ways < small) {
        const end = Math.min(length, i + reach);
        for (let k = i; k <= end; k++) backward[k]! *= scale;
        scaled++;
      }
    }
  }
  return expected;
}
