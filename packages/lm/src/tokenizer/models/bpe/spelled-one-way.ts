import type { PairTable } from './pair-table.ts';

/** Longest token that is looked at, in symbols. */
const maxSymbols = 4096;
/** Symbols are told apart by UTF-16 units that are no surrogates. */
const maxStarts = 0xd800;

/**
 * Whether every token stands for one row of the symbols that merging starts from, whichever merges make it: as where
 * a token is spelled like its two parts one after the other.
 */
export function isSpelledOneWay(pairs: PairTable): boolean {
  const spellings = startSpellings(pairs);
  if (spellings === undefined) return false;
  const { left, right, merged, size } = pairs;
  // A merge may come before those of its parts: again, until nothing is added.
  for (let known = -1; spellings.size > known;) {
    known = spellings.size;
    for (let rank = 0; rank < size; rank++) {
      const a = spellings.get(left[rank]!);
      const b = spellings.get(right[rank]!);
      if (a === undefined || b === undefined) continue;
      if (a.length + b.length > maxSymbols) return false;
      const before = spellings.get(merged[rank]!);
      if (before === undefined) spellings.set(merged[rank]!, a + b);
      else if (before !== a + b) return false;
    }
  }
  return true;
}

/** One unit for each symbol that no merge makes. */
function startSpellings({ left, right, merged, size }: PairTable): Map<number, string> | undefined {
  const made = new Set(merged.subarray(0, size));
  const spellings = new Map<number, string>();
  for (const ids of [left, right]) {
    for (let rank = 0; rank < size; rank++) {
      const id = ids[rank]!;
      if (!made.has(id) && !spellings.has(id)) spellings.set(id, String.fromCharCode(spellings.size));
    }
  }
  return spellings.size <= maxStarts ? spellings : undefined;
}
