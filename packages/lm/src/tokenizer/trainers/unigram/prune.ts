import { BestCut } from './best-cut.ts';
import type { PieceLattice } from './piece-lattice.ts';
import { type Pieces, unknownPiece } from './pieces.ts';

/**
 * Drops the pieces whose loss would cost least, until `target` are left.
 *
 * What a piece is worth: its share of the words, times by how much the log probability falls when its occurrences are
 * cut in the next best way. Characters stay, and so does what has no other cut; pieces that no best cut uses go.
 */
export function prune(lattice: PieceLattice, pieces: Pieces, target: number): Pieces {
  const { order, lengths, places, scores } = pieces;
  const cut = new BestCut(lattice, pieces);
  const counts = countBestCuts(lattice, cut, scores.length);
  let sum = 0;
  for (const piece of order) sum += counts[piece]!;
  const logSum = Math.log(sum);
  const wordSum = lattice.words.counts.reduce((total, count) => total + count, 0);

  const kept: number[] = [unknownPiece];
  const candidates: { readonly piece: number; readonly loss: number }[] = [];
  for (const piece of order) {
    if (piece === unknownPiece) continue;
    const count = counts[piece]!;
    if (lengths[piece] === 1) {
      kept.push(piece);
      continue;
    }
    const size = cut.cut(places[piece]!, lengths[piece]!, piece);
    const isBest = scores[piece]! >= cut.score;
    if (count === 0) continue;
    if (!isBest) {
      kept.push(piece);
      continue;
    }
    // The reference adds the occurrences once for every candidate there is, not for every part of this one; that
    // favours pieces with few parts, and fewer tokens in all.
    const logSumWithout = Math.log(sum + count * (order.length - 1));
    let without = 0;
    for (let i = 0; i < size; i++) without += Math.log(counts[cut.found[i]!]! + count) - logSumWithout;
    candidates.push({ piece, loss: (count / wordSum) * (Math.log(count) - logSum - without) });
  }
  candidates.sort((a, b) => b.loss - a.loss);
  for (const { piece } of candidates.slice(0, Math.max(0, target - kept.length))) kept.push(piece);
  return { ...pieces, order: Int32Array.from(kept) };
}

/** How often each piece occurs in the best cuts of all words. */
function countBestCuts(lattice: PieceLattice, cut: BestCut, size: number): Float64Array {
  const { starts, counts } = lattice.words;
  const result = new Float64Array(size);
  for (let word = 0; word < counts.length; word++) {
    const start = starts[word]!;
    const pieces = cut.cut(start, starts[word + 1]! - 1 - start, -1);
    for (let i = 0; i < pieces; i++) result[cut.found[i]!]! += counts[word]!;
  }
  return result;
}
