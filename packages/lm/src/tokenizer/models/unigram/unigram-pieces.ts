import { ArgumentError } from '@fm/core';
import { TextTrie } from '../trie/text-trie.ts';

/** A piece and its natural log probability. */
export type UnigramPiece = readonly [piece: string, score: number];

/** What cutting a text needs to know of the pieces. */
export interface UnigramPieces {
  readonly unknownId: number | undefined;
  /** Score of a character without a piece. */
  readonly unknownScore: number;
  /** Scores by id. */
  readonly scores: Float64Array;
  /** Keep the scores of paths in single precision. */
  readonly singlePrecision: boolean;
  /** The tree of the pieces that a text is cut into, built at its first use. */
  trie(): TextTrie;
  /** The piece of a text as a whole. */
  textId(piece: string): number | undefined;
  idOf(piece: string): number | undefined;
  /** Id of the piece `<0xNN>` of each byte, -1 where there is none; undefined without byte fallback. */
  readonly byteIds: Int32Array | undefined;
}

/** Options of a unigram model. */
export interface UnigramOptions {
  /** Id of the token for characters without a piece; without it such characters are an error. @default none */
  readonly unknownId?: number | undefined;
  /** Spell unknown characters with the pieces `<0x00>` … `<0xFF>` where all their bytes have one. @default false */
  readonly byteFallback?: boolean;
  /** Ids that no text is cut into even where it spells them: control tokens. @default none, as in the reference */
  readonly reserved?: ReadonlySet<number>;
  /** Scores to compute with, by id, where they are not exactly those of the pieces. @default those of the pieces */
  readonly scores?: Float64Array;
  /** Score of a character without a piece. @default 10 below the least score */
  readonly unknownScore?: number;
  /**
   * Round the score of each path to 32 bits, as SentencePiece does; it decides between paths that are almost as
   * good. @default false
   */
  readonly singlePrecision?: boolean;
}

const unknownPenalty = 10;

/**
 * Indexes pieces; of equal ones the last counts.
 *
 * @throws {ArgumentError} when `unknownId` is no id
 */
export function unigramPieces(pieces: readonly UnigramPiece[], options: UnigramOptions): UnigramPieces {
  const { unknownId, byteFallback = false, reserved, singlePrecision = false } = options;
  if (unknownId !== undefined && !(Number.isInteger(unknownId) && pieces[unknownId] !== undefined)) {
    throw new ArgumentError('There is no unigram piece with the id of the unknown token', {
      expected: `an integer in [0, ${pieces.length})`,
      received: `${unknownId}`,
    });
  }
  const idByPiece = new Map(pieces.map(([piece], id) => [piece, id]));
  const scores = options.scores ?? Float64Array.from(pieces, ([, score]) => score);
  const least = (): number => scores.reduce((a, b) => Math.min(a, b), Infinity);
  let trie: TextTrie | undefined;
  function buildTrie(): TextTrie {
    trie = new TextTrie();
    for (const [piece, id] of idByPiece) if (!reserved?.has(id)) trie.insert(piece, id);
    return trie;
  }
  return {
    unknownId,
    unknownScore: options.unknownScore ?? least() - unknownPenalty,
    scores,
    singlePrecision,
    trie: () => trie ?? buildTrie(),
    textId(piece) {
      const id = idByPiece.get(piece);
      return id === undefined || reserved?.has(id) ? undefined : id;
    },
    idOf: (piece) => idByPiece.get(piece),
    byteIds: byteFallback
      ? Int32Array.from({ length: 256 }, (_, byte) => idByPiece.get(byteToken(byte)) ?? -1)
      : undefined,
  };
}

function byteToken(byte: number): string {
  return `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;
}
