import type { PairTable } from './pair-table.ts';
import { Spellings } from './spellings.ts';

/** Longest token that is looked at, in symbols. */
const maxSymbols = 4096;
/** Symbols are told apart by 16 bits. */
const maxStarts = 0xffff;
/** Most symbols of all tokens together; large vocabularies have some two million. */
const maxSymbolsTogether = 1 << 25;

/**
 * Whether every token stands for one row of the symbols that merging starts from, whichever merges make it: as where
 * a token is spelled like its two parts one after the other. Also false where the rows would take much memory.
 *
 * @param mostTogether - most symbols that the rows of all tokens may have together
 */
export function isSpelledOneWay(pairs: PairTable, mostTogether: number = maxSymbolsTogether): boolean {
  const spellings = startSpellings(pairs, mostTogether);
  if (spellings === undefined) return false;
  const { left, right, merged, size } = pairs;
  const open = new Int32Array(size);
  for (let rank = 0; rank < size; rank++) open[rank] = rank;
  // A merge may come before those of its parts: such merges wait for another round, until one decides nothing.
  let count = size;
  for (let before = -1; count !== before;) {
    before = count;
    count = 0;
    for (let i = 0; i < before; i++) {
      const rank = open[i]!;
      const a = left[rank]!;
      const b = right[rank]!;
      if (!spellings.has(a) || !spellings.has(b)) open[count++] = rank;
      else if (spellings.lengthOf(a) + spellings.lengthOf(b) > maxSymbols) return false;
      else if (!spellings.join(a, b, merged[rank]!)) return false;
    }
  }
  return true;
}

/** One symbol for each id that no merge makes. */
function startSpellings(
  { left, right, merged, size }: PairTable,
  mostTogether: number,
): Spellings | undefined {
  let bound = 0;
  for (const ids of [left, right, merged]) {
    for (let rank = 0; rank < size; rank++) bound = Math.max(bound, ids[rank]! + 1);
  }
  const isMade = new Uint8Array(bound);
  for (let rank = 0; rank < size; rank++) isMade[merged[rank]!] = 1;
  const spellings = new Spellings(bound, mostTogether);
  let starts = 0;
  for (const ids of [left, right]) {
    for (let rank = 0; rank < size; rank++) {
      const id = ids[rank]!;
      if (isMade[id] === 1 || spellings.has(id)) continue;
      if (starts === maxStarts) return undefined;
      spellings.addStart(id, starts++);
    }
  }
  return spellings;
}
