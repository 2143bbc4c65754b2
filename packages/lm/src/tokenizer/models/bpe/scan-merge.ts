import { noMerge, type PairTable } from './pair-table.ts';

/** A row of symbols that is merged in place. */
export interface SymbolRow {
  /** Ids of the symbols, before and after. */
  ids: Int32Array;
  /** After a merge: which of the original symbols each result begins with. */
  first: Int32Array;
  /** Rank of the merge of each symbol with the one after it, while rows are scanned above the place. */
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

/** Most symbols of a row that is scanned, and the bits of a place in it. */
const placeBits = 9;
const placeMask = (1 << placeBits) - 1;
/** Rows can be scanned where there are fewer merges: rank and place share 31 bits. */
export const mostMergesScanned: number = 1 << (31 - placeBits);

/**
 * Merges `ids[0, count)` by looking for the lowest rank anew each time: for rows of at most 512 symbols, and fewer
 * than {@link mostMergesScanned} merges.
 *
 * @returns how many symbols remain; pairs were looked up at most `3 · count − 2 · remaining` times
 */
export function mergeByScanning(row: SymbolRow, pairs: PairTable, count: number): number {
  const { ids, ranks, previous, next } = row;
  const { merged } = pairs;
  const last = count - 1;
  for (let i = 0; i < last; i++) {
    ranks[i] = placed(pairs.rankOfBytes(ids[i]!, ids[i + 1]!), i);
    previous[i] = i - 1;
    next[i] = i + 1;
  }
  previous[last] = last - 1;
  next[last] = count;
  for (;;) {
    // The smaller of two ranks without a branch, which no processor could foretell; two rows of steps at a time.
    let best = noMerge;
    let other = noMerge;
    let i = 0;
    for (; i + 1 < last; i += 2) {
      const above = ranks[i]! - best;
      best = (best + (above & (above >> 31))) | 0;
      const otherAbove = ranks[i + 1]! - other;
      other = (other + (otherAbove & (otherAbove >> 31))) | 0;
    }
    if (i < last && ranks[i]! < best) best = ranks[i]!;
    if (other < best) best = other;
    if (best === noMerge) return compact(row, count);
    const at = best & placeMask;
    const right = next[at]!;
    const after = next[right]!;
    const id = merged[best >> placeBits]!;
    ids[at] = id;
    next[at] = after;
    ranks[right] = noMerge;
    ranks[at] = noMerge;
    if (after < count) {
      previous[after] = at;
      ranks[at] = placed(pairs.rankOf(id, ids[after]!), at);
    }
    const before = previous[at]!;
    if (before >= 0) ranks[before] = placed(pairs.rankOf(ids[before]!, id), before);
  }
}

/** A rank that is below that of a place further to the right. */
function placed(rank: number, place: number): number {
  return rank === noMerge ? noMerge : (rank << placeBits) | place;
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
