import { ArgumentError } from '@fm/core';
import { TextTrie } from '../trie/text-trie.ts';

/** A piece and its natural log probability. */
export type UnigramPiece = readonly [piece: string, score: number];

/** What cutting a text needs to know of the pieces. */
export interface UnigramPieces {
  readonly unknownId: number | undefined;
  /** Score of a character without a piece: 10 below the least score. */
  readonly unknownScore: number;
  /** Scores by id. */
  readonly scores: Float64Array;
  /** The tree of all pieces, built at its first use. */
  trie(): TextTrie;
  idOf(piece: string): number | undefined;
  /** Id of the piece `<0xNN>` of each byte, -1 where there is none; undefined without byte fallback. */
  readonly byteIds: Int32Array | undefined;
}

const unknownPenalty = 10;

/**
 * Indexes pieces; of equal ones the last counts.
 *
 * @throws {ArgumentError} when `unknownId` is no id
 */
export function unigramPieces(
  pieces: readonly UnigramPiece[],
  unknownId: number | undefined,
  byteFallback: boolean,
): UnigramPieces {
  if (unknownId !== undefined && !(Number.isInteger(unknownId) && pieces[unknownId] !== undefined)) {
    throw new ArgumentError('There is no unigram piece with the id of the unknown token', {
      expected: `an integer in [0, ${pieces.length})`,
      received: `${unknownId}`,
    });
  }
  const idByPiece = new Map(pieces.map(([piece], id) => [piece, id]));
  const scores = Float64Array.from(pieces, ([, score]) => score);
  let trie: TextTrie | undefined;
  function buildTrie(): TextTrie {
    trie = new TextTrie();
    for (const [piece, id] of idByPiece) trie.insert(piece, id);
    return trie;
  }
  return {
    unknownId,
    unknownScore: scores.reduce((least, score) => Math.min(least, score), Infinity) - unknownPenalty,
    scores,
    trie: () => trie ?? buildTrie(),
    idOf: (piece) => idByPiece.get(piece),
    byteIds: byteFallback
      ? Int32Array.from({ length: 256 }, (_, byte) => idByPiece.get(byteToken(byte)) ?? -1)
      : undefined,
  };
}

function byteToken(byte: number): string {
  return `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;
}
