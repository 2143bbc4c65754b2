import { ArgumentError, hostKey } from '@fm/core';
import { unitNumber } from '../../../random/unit-number.ts';
import { TextTrie } from '../trie/text-trie.ts';
import { missingUnknown } from './best-path.ts';
import type { PathTable } from './path-table.ts';
import type { UnigramPieces } from './unigram-pieces.ts';

/** How a random cut is drawn. */
export interface SampleOptions {
  /** Inverse temperature, ≥ 0: P(cut) ∝ exp(alpha · Σ log p); 0 makes all cuts equally likely. */
  readonly alpha: number;
  /** The same seed gives the same cut. */
  readonly seed: number;
}

/** All tokens that a cut may use: token `i` covers `[start[i], end)`, where `end` is the list it is in. */
interface Lattice {
  readonly start: number[];
  readonly id: number[];
  /** Last token that ends at each place, then `before` from one to the next; -1 ends the list. */
  readonly last: Int32Array;
  readonly before: number[];
  /** `alpha` times the score of each token. */
  readonly weight: number[];
}

/**
 * Draws a cut of a well-formed text and puts it into `table`: sums over all cuts forwards, draws backwards.
 *
 * @throws {ArgumentError} when `alpha` is negative or not finite
 * @see Kudo, "Subword regularization", arXiv:1804.10959, section 3.2 with l = ∞
 */
export function samplePath(
  pieces: UnigramPieces,
  text: string,
  { alpha, seed }: SampleOptions,
  table: PathTable,
): void {
  if (!(alpha >= 0 && alpha < Infinity)) {
    throw new ArgumentError('sample: alpha is out of range', {
      expected: 'a number ≥ 0',
      received: `${alpha}`,
    });
  }
  const lattice = buildLattice(pieces, text, alpha);
  const { start, weight, last, before } = lattice;
  // Log of the sum over all cuts of a prefix; places inside a character keep -Infinity.
  const total = new Float64Array(text.length + 1).fill(-Infinity);
  total[0] = 0;
  for (let end = 1; end <= text.length; end++) {
    for (let i = last[end] as number; i >= 0; i = before[i] as number)
      total[end] = logSum(
        total[end] as number,
        (weight[i] as number) + (total[start[i] as number] as number),
      );
  }
  const key = hostKey(seed);
  for (let end = text.length; end > 0; end = table.start[end] as number) {
    const chosen = drawToken(lattice, total, end, unitNumber(key, end));
    table.start[end] = start[chosen] as number;
    table.id[end] = lattice.id[chosen] as number;
  }
}

function drawToken(
  { start, weight, last, before }: Lattice,
  total: Float64Array,
  end: number,
  u: number,
): number {
  let left = u;
  let chosen = last[end] as number;
  for (let i = chosen; i >= 0; i = before[i] as number) {
    chosen = i;
    left -= Math.exp((weight[i] as number) + (total[start[i] as number] as number) - (total[end] as number));
    if (left < 0) break;
  }
  return chosen;
}

function buildLattice(pieces: UnigramPieces, text: string, alpha: number): Lattice {
  const { scores, unknownScore, unknownId } = pieces;
  const trie = pieces.trie();
  const lattice: Lattice = {
    start: [],
    id: [],
    weight: [],
    before: [],
    last: new Int32Array(text.length + 1).fill(-1),
  };
  const add = (from: number, end: number, id: number, score: number): void => {
    lattice.before.push(lattice.last[end] as number);
    lattice.last[end] = lattice.start.push(from) - 1;
    lattice.id.push(id);
    lattice.weight.push(alpha * score);
  };
  for (let from = 0; from < text.length;) {
    const next = from + (text.codePointAt(from)! > 0xffff ? 2 : 1);
    let hasPiece = false;
    let node = TextTrie.root;
    for (let end = from; end < text.length;) {
      node = trie.child(node, text.charCodeAt(end++));
      if (node < 0) break;
      const piece = trie.idAt(node);
      if (piece < 0) continue;
      add(from, end, piece, scores[piece] as number);
      hasPiece ||= end === next;
    }
    if (!hasPiece) {
      if (unknownId === undefined) throw missingUnknown(text.slice(from, next));
      add(from, next, unknownId, unknownScore);
    }
    from = next;
  }
  return lattice;
}

function logSum(a: number, b: number): number {
  const most = Math.max(a, b);
  return most === -Infinity ? most : most + Math.log1p(Math.exp(Math.min(a, b) - most));
}
