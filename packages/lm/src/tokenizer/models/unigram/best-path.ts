import { ArgumentError } from '@fm/core';
import { TextTrie } from '../trie/text-trie.ts';
import type { PathTable } from './path-table.ts';
import type { UnigramPieces } from './unigram-pieces.ts';

/**
 * Fills `table` with the best cut of every prefix of a well-formed text (the Viterbi algorithm, left to right over
 * the prefix tree): `O(n · longest piece)`. Of two cuts with one score the one found first stays, as in the
 * reference.
 *
 * @throws {ArgumentError} when a character has no piece and there is no unknown token
 */
export function findBestPath(pieces: UnigramPieces, text: string, table: PathTable): void {
  const { scores, unknownScore, unknownId, singlePrecision } = pieces;
  const { score, start, id } = table;
  const trie = pieces.trie();
  score[0] = 0;
  for (let from = 0; from < text.length;) {
    const unit = text.charCodeAt(from);
    const next = from + (unit >= 0xd800 && unit <= 0xdbff ? 2 : 1);
    const before = score[from] as number;
    let hasPiece = false;
    let node = trie.child(TextTrie.root, unit);
    for (let end = from + 1; node >= 0; end++) {
      const piece = trie.idAt(node);
      if (piece >= 0) {
        const sum = (scores[piece] as number) + before;
        const candidate = singlePrecision ? Math.fround(sum) : sum;
        if ((start[end] as number) < 0 || candidate > (score[end] as number)) {
          score[end] = candidate;
          start[end] = from;
          id[end] = piece;
        }
        hasPiece ||= end === next;
      }
      if (end >= text.length) break;
      node = trie.child(node, text.charCodeAt(end));
    }
    if (!hasPiece) {
      const sum = unknownScore + before;
      const candidate = singlePrecision ? Math.fround(sum) : sum;
      if ((start[next] as number) < 0 || candidate > (score[next] as number)) {
        if (unknownId === undefined) throw missingUnknown(text.slice(from, next));
        score[next] = candidate;
        start[next] = from;
        id[next] = unknownId;
      }
    }
    from = next;
  }
}

/** The error for a character that has no piece where there is no unknown token either. */
export function missingUnknown(character: string): ArgumentError {
  return new ArgumentError('The unigram model has no piece for a character and no unknown token', {
    expected: 'characters that are pieces, or an unknown token',
    received: JSON.stringify(character),
    hint: 'Give the model the id of an unknown token.',
  });
}
