import { noMerge, type PairTable } from './pair-table.ts';

/** A row of symbols that is merged in place. */
export interface SymbolRow {
  /** Ids of the symbols, before and after. */
  ids: Int32Array;
  /** After a merge: which of the original symbols each result begins with. */
  first: Int32Array;
  /** Rank of the merge of each symbol with the one after it. */
  ranks: Int32Array;
  /** The symbols before and after each symbol. */
  previous: Int32Array;
  next: Int32Array;
}

/** A row with room for `capacity` symbols. */
export function symbolRow(capacity: number): SymbolRow {
  return {
    ids: new Int32Array(capacity),
    first: new Int32Array(capacity),
    ranks: new Int32Array(capacity),
    previous: new Int32Array(capacity),
    next: new Int32Array(capacity),
  };
}

/**
 * Merges `ids[0, count)` by looking for the lowest rank anew each time: for short rows.
 *
 * @returns how many symbols remain; pairs were looked up at most `3 · count − 2 · remaining` times
 */
export function mergeByScanning(row: SymbolRow, pairs: PairTable, count: number): number {
  const { ids, ranks, previous, next } = row;
  const { merged } = pairs;
  const last = count - 1;
  for (let i = 0; i < last; i++) {
    ranks[i] = pairs.rankOf(ids[i]!, ids[i + 1]!);
    previous[i] = i - 1;
    next[i] = i + 1;
  }
  previous[last] = last - 1;
  next[last] = count;
  for (;;) {
    // The smaller of two ranks without a branch, which no processor could foretell.
    let best = noMerge;
    for (let i = 0; i < last; i++) {
      const above = ranks[i]! - best;
      best = (best + (above & (above >> 31))) | 0;
    }
    if (best === noMerge) return compact(row, count);
    let at = 0;
    while (ranks[at] !== best) at++;
    const right = next[at]!;
    const after = next[right]!;
    const id = merged[best]!;
    ids[at] = id;
    next[at] = after;
    ranks[right] = noMerge;
    ranks[at] = noMerge;
    if (after < count) {
      previous[after] = at;
      ranks[at] = pairs.rankOf(id, ids[after]!);
    }
    const before = previous[at]!;
    if (before >= 0) ranks[before] = pairs.rankOf(ids[before]!, id);
  }
}

/** Moves what is left of `count` symbols to the front, and gives how many they are. */
export function compact({ ids, first, next }: SymbolRow, count: number): number {
  let size = 0;
  for (let i = 0; i < count; i = next[i]!) {
    ids[size] = ids[i]!;
    first[size] = i;
    size++;
  }
  return size;
}
