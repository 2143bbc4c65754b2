import { FormatError } from '@fm/core';
import { PairTable } from './pair-table.ts';

/** One merge: two tokens as the vocabulary spells them, as a pair or joined by one space. */
export type SpelledMerge = string | readonly [left: string, right: string];

/**
 * The merges of a model by id, from their spellings in order.
 *
 * @param entries - ids by token
 * @param continuingSubwordPrefix - what the right token loses when it joins the left one
 * @throws {FormatError} when a merge is no pair, or a token of it or its result is not in the vocabulary
 */
export function readMerges(
  entries: ReadonlyMap<string, number>,
  merges: readonly SpelledMerge[],
  continuingSubwordPrefix: string,
): PairTable {
  const pairs = new PairTable(merges.length);
  const tokens: (string | undefined)[] = [];
  for (const [token, id] of entries) tokens[id] = token;
  let merged = 0;
  for (let rank = 0; rank < merges.length; rank++) {
    const [left, right] = splitMerge(merges[rank]!, rank);
    const first = idOf(entries, left, rank);
    const second = idOf(entries, right, rank);
    const end = continuingSubwordPrefix === '' ? right : right.slice(continuingSubwordPrefix.length);
    // Files list merges in the order of what they make: usually nothing needs to be joined and looked up.
    if (isJoined(tokens[merged + 1], left, end)) merged++;
    else if (!isJoined(tokens[merged], left, end)) merged = idOf(entries, left + end, rank);
    pairs.add(first, second, merged);
  }
  return pairs;
}

function isJoined(token: string | undefined, left: string, right: string): boolean {
  return (
    token !== undefined &&
    token.length === left.length + right.length &&
    token.startsWith(left) &&
    token.endsWith(right)
  );
}

/** The merges of a table as pairs of tokens, in order. */
export function spellMerges(
  pairs: PairTable,
  tokenOf: (id: number) => string | undefined,
): readonly (readonly [string, string])[] {
  const spell = (id: number): string => tokenOf(id)!;
  return Array.from(
    { length: pairs.size },
    (_, rank) => [spell(pairs.left[rank]!), spell(pairs.right[rank]!)] as const,
  );
}

function splitMerge(merge: SpelledMerge, rank: number): readonly [string, string] {
  if (typeof merge !== 'string') return merge;
  const space = merge.indexOf(' ');
  if (space < 0 || merge.includes(' ', space + 1)) {
    throw new FormatError(`Merge ${rank} of the BPE model is no pair`, {
      expected: 'two tokens with one space between them',
      received: JSON.stringify(merge),
    });
  }
  return [merge.slice(0, space), merge.slice(space + 1)];
}

function idOf(entries: ReadonlyMap<string, number>, token: string, rank: number): number {
  const id = entries.get(token);
  if (id !== undefined) return id;
  throw new FormatError(`Merge ${rank} of the BPE model uses a token that the vocabulary lacks`, {
    expected: 'both tokens of a merge, and the two joined, in the vocabulary',
    received: JSON.stringify(token),
  });
}
