import { MergeHistory } from './merge-history.ts';
import { MergeQueue } from './merge-queue.ts';
import { noMerge, type PairTable } from './pair-table.ts';
import { compact, mergeByScanning, mostMergesScanned, type SymbolRow, symbolRow } from './scan-merge.ts';
import { WindowMerger } from './window-merger.ts';

/** Up to this many symbols, looking for the lowest rank anew each time beats keeping a queue. */
const longestScanned = 96;
/** Windows need to know the history of every token; that pays after so many symbols in long rows. */
const queuedBeforeWindows = 1 << 14;
const initialCapacity = 256;
/** Storage for longer pieces is given back after use. */
const largestKept = 1 << 20;

/**
 * Applies the merges of a BPE model to a row of symbols, lowest rank first, leftmost first among equals, in
 * O(n log n); long rows in O(n) where the merges are as training leaves them.
 *
 * Fill `ids[0, n)`, call {@link SymbolMerger.merge}, and read the result from the same place.
 */
export class SymbolMerger {
  /** How many times a pair was looked up or an entry was taken from the queue, in total; what tests of cost count. */
  steps = 0;
  readonly #pairs: PairTable;
  readonly #queue: MergeQueue = new MergeQueue();
  #queued = 0;
  #history: MergeHistory | 'unclear' | undefined;
  #windows: WindowMerger | undefined;
  #row: SymbolRow = symbolRow(initialCapacity);

  constructor(pairs: PairTable) {
    this.#pairs = pairs;
  }

  /** Ids of the symbols, before and after. */
  get ids(): Int32Array {
    return this.#row.ids;
  }

  /** After a merge: which of the original symbols each result begins with. */
  get first(): Int32Array {
    return this.#row.first;
  }

  /** Makes room for `count` symbols; `ids` may be replaced, and its content is lost. */
  reserve(count: number): void {
    const size = this.ids.length;
    if (count <= size && size <= largestKept) return;
    if (count > size || count <= largestKept) this.#row = symbolRow(Math.max(initialCapacity, count));
  }

  /**
   * Merges `ids[0, count)` in place.
   *
   * @param skip where given, decides for each merge that comes up whether it is left out this time (BPE dropout)
   * @returns how many symbols remain
   */
  merge(count: number, skip?: () => boolean): number {
    if (skip !== undefined || this.#pairs.size >= mostMergesScanned) return this.#mergeByQueue(count, skip);
    if (count <= longestScanned) {
      const size = mergeByScanning(this.#row, this.#pairs, count);
      this.steps += 3 * count - 2 * size;
      return size;
    }
    const size = this.#mergeByWindows(count);
    return size < 0 ? this.#mergeByQueue(count, undefined) : size;
  }

  /** Merges window by window, or gives -1 where these merges do not allow it. */
  #mergeByWindows(count: number): number {
    const windows = this.#windowsFor(count);
    if (windows === undefined) return -1;
    const row = this.#row;
    const { ids, first, next, previous } = row;
    const before = windows.steps;
    const size = windows.merge(ids, count, { ids: next, first: previous });
    this.steps += windows.steps - before;
    if (size < 0) return size;
    [row.ids, row.next, row.first, row.previous] = [next, ids, previous, first];
    return size;
  }

  #windowsFor(count: number): WindowMerger | undefined {
    this.#queued += count;
    if (this.#queued < queuedBeforeWindows) return undefined;
    if (this.#history === undefined) {
      this.#history = MergeHistory.of(this.#pairs) ?? 'unclear';
      if (this.#history !== 'unclear') this.#windows = new WindowMerger(this.#pairs, this.#history);
    }
    return this.#windows?.isUpToDate ? this.#windows : undefined;
  }

  #mergeByQueue(count: number, skip: (() => boolean) | undefined): number {
    const queue = this.#queue;
    const { ranks } = this.#row;
    const skipped: (readonly [rank: number, position: number])[] = [];
    this.#link(count);
    while (!queue.isEmpty) {
      const at = queue.pop();
      const { rank } = queue;
      this.steps++;
      if (skip?.()) {
        skipped.push([rank, at]);
        continue;
      }
      for (const [otherRank, position] of skipped) queue.push(otherRank, position);
      skipped.length = 0;
      // Entries are not removed when a neighbour changes: an outdated one no longer agrees with the current rank.
      if (ranks[at] === rank) this.#join(at, count);
    }
    return compact(this.#row, count);
  }

  /** Chains the symbols and collects the merges that are possible at the start. */
  #link(count: number): void {
    const { next, previous } = this.#row;
    for (let i = 0; i < count; i++) {
      next[i] = i + 1;
      previous[i] = i - 1;
      this.#rank(i, count);
    }
  }

  /** Merges the symbol at `at` with the one after it. */
  #join(at: number, count: number): void {
    const { ids, ranks, next, previous } = this.#row;
    const right = next[at]!;
    ids[at] = this.#pairs.merged[ranks[at]!]!;
    ranks[right] = noMerge;
    next[at] = next[right]!;
    if (next[at]! < count) previous[next[at]!] = at;
    // From left to right, as the queue likes it.
    if (previous[at]! >= 0) this.#rank(previous[at]!, count);
    this.#rank(at, count);
  }

  /** Looks up the merge of the symbol at `at` with the one after it, and queues it where there is one. */
  #rank(at: number, count: number): void {
    const { ids, ranks, next } = this.#row;
    const right = next[at]!;
    this.steps++;
    const rank = right < count ? this.#pairs.rankOf(ids[at]!, ids[right]!) : noMerge;
    ranks[at] = rank;
    if (rank !== noMerge) this.#queue.push(rank, at);
  }
}
