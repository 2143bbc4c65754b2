import { byteAlphabet } from '../byte/byte-alphabet.ts';
import { PairTable } from '../models/bpe/pair-table.ts';
import { SymbolMerger } from '../models/bpe/symbol-merger.ts';

/** Longer tokens that no earlier tokens make up are only found whole. */
const longestSearched = 256;

/**
 * The merges that do what tiktoken does with ranks: join the two neighbours whose bytes together are the token of
 * the lowest rank. One merge per token is enough, because the bytes of a token always fall into the same two parts
 * before they become one: what happens inside them does not depend on what stands around.
 *
 * @param entries - ranks by token, spelled in the byte-level alphabet
 */
export function recoverMerges(entries: ReadonlyMap<string, number>): PairTable {
  const ordered = inOrder(entries);
  return recoverInOrder(entries, ordered) ?? recoverByRank(entries, ordered);
}

/** The entries by rank, as which rank files list them. */
function inOrder(entries: ReadonlyMap<string, number>): Iterable<readonly [string, number]> {
  let last = -1;
  for (const rank of entries.values()) {
    if (rank < last) return [...entries].toSorted(([, a], [, b]) => a - b);
    last = rank;
  }
  return entries;
}

/** The merges where each token is made of earlier ones, as training leaves them; else `undefined`. */
function recoverInOrder(
  entries: ReadonlyMap<string, number>,
  ordered: Iterable<readonly [string, number]>,
): PairTable | undefined {
  const pairs = new PairTable(entries.size);
  const merger = new SymbolMerger(pairs);
  const bytes = idsByUnit(entries);
  for (const [token, id] of ordered) {
    if (token.length < 2) continue;
    merger.reserve(token.length);
    const { ids } = merger;
    for (let i = 0; i < token.length; i++) {
      const symbol = bytes[token.charCodeAt(i)]!;
      if (symbol < 0) return undefined;
      ids[i] = symbol;
    }
    if (merger.merge(token.length) !== 2) return undefined;
    pairs.add(merger.ids[0]!, merger.ids[1]!, id);
  }
  return pairs;
}

/** Ids of the tokens of one byte by their UTF-16 unit; -1 for others. */
function idsByUnit(entries: ReadonlyMap<string, number>): Int32Array {
  const units = byteAlphabet().map((character) => character.charCodeAt(0));
  const ids = new Int32Array(Math.max(...units) + 1).fill(-1);
  for (const unit of units) ids[unit] = entries.get(String.fromCharCode(unit)) ?? -1;
  return ids;
}

/** The same for any ranks, by looking every pair of neighbours up as a token. */
function recoverByRank(
  entries: ReadonlyMap<string, number>,
  ordered: Iterable<readonly [string, number]>,
): PairTable {
  const pairs = new PairTable(entries.size);
  for (const [token, id] of ordered) {
    const parts = token.length < 2 || token.length > longestSearched ? [] : lastTwoParts(entries, token);
    const [left, right] = parts.map((part) => entries.get(part));
    if (left !== undefined && right !== undefined) pairs.add(left, right, id);
  }
  return pairs;
}

/** What a token falls into before its last merge; more or fewer than two parts where merging does not reach it. */
function lastTwoParts(entries: ReadonlyMap<string, number>, token: string): readonly string[] {
  const parts = [...token];
  while (parts.length > 2) {
    let best = Infinity;
    let at = -1;
    for (let i = 0; i + 1 < parts.length; i++) {
      const rank = entries.get(parts[i]! + parts[i + 1]!) ?? Infinity;
      if (rank < best) {
        best = rank;
        at = i;
      }
    }
    if (at < 0) return [];
    parts.splice(at, 2, parts[at]! + parts[at + 1]!);
  }
  return parts;
}
