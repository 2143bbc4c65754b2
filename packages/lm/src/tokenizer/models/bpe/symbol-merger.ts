import { MergeQueue } from './merge-queue.ts';
import { noMerge, type PairTable } from './pair-table.ts';

/** Up to this many symbols, looking for the lowest rank anew each time beats keeping a queue. */
const longestScanned = 96;
const initialCapacity = 256;
/** Storage for longer pieces is given back after use. */
const largestKept = 1 << 20;

/**
 * Applies the merges of a BPE model to a row of symbols, lowest rank first, leftmost first among equals, in
 * O(n log n).
 *
 * Fill `ids[0, n)`, call {@link SymbolMerger.merge}, and read the result from the same place.
 */
export class SymbolMerger {
  /** Ids of the symbols, before and after. */
  ids: Int32Array = new Int32Array(initialCapacity);
  /** After a merge: which of the original symbols each result begins with. */
  first: Int32Array = new Int32Array(initialCapacity);
  /** How many times a pair was looked up or an entry was taken from the queue, in total; what tests of cost count. */
  steps = 0;
  readonly #pairs: PairTable;
  readonly #queue: MergeQueue = new MergeQueue();
  /** Rank of the merge of each symbol with the one after it. */
  #ranks: Int32Array = new Int32Array(initialCapacity);
  #next: Int32Array = new Int32Array(initialCapacity);
  #previous: Int32Array = new Int32Array(initialCapacity);

  constructor(pairs: PairTable) {
    this.#pairs = pairs;
  }

  /** Makes room for `count` symbols; `ids` may be replaced, and its content is lost. */
  reserve(count: number): void {
    const size = this.ids.length;
    if (count <= size && size <= largestKept) return;
    if (count > size || count <= largestKept) this.#allocate(Math.max(initialCapacity, count));
  }

  /**
   * Merges `ids[0, count)` in place.
   *
   * @param skip where given, decides for each merge that comes up whether it is left out this time (BPE dropout)
   * @returns how many symbols remain
   */
  merge(count: number, skip?: () => boolean): number {
    const first = this.first;
    for (let i = 0; i < count; i++) first[i] = i;
    if (skip === undefined && count <= longestScanned) return this.#mergeByScanning(count);
    return this.#mergeByQueue(count, skip);
  }

  #mergeByScanning(count: number): number {
    const { ids, first } = this;
    const ranks = this.#ranks;
    const pairs = this.#pairs;
    let size = count;
    for (let i = 0; i + 1 < size; i++) ranks[i] = pairs.rankOf(ids[i]!, ids[i + 1]!);
    this.steps += size;
    while (size > 1) {
      let best = noMerge;
      let at = -1;
      for (let i = 0; i + 1 < size; i++) {
        if (ranks[i]! < best) {
          best = ranks[i]!;
          at = i;
        }
      }
      if (at < 0) break;
      size--;
      ids[at] = pairs.merged[best]!;
      for (let i = at + 1; i < size; i++) {
        ids[i] = ids[i + 1]!;
        first[i] = first[i + 1]!;
        ranks[i] = ranks[i + 1]!;
      }
      if (at + 1 < size) ranks[at] = pairs.rankOf(ids[at]!, ids[at + 1]!);
      if (at > 0) ranks[at - 1] = pairs.rankOf(ids[at - 1]!, ids[at]!);
      this.steps += 2;
    }
    return size;
  }

  #mergeByQueue(count: number, skip: (() => boolean) | undefined): number {
    const queue = this.#queue;
    const ranks = this.#ranks;
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
    return this.#compact(count);
  }

  /** Chains the symbols and collects the merges that are possible at the start. */
  #link(count: number): void {
    for (let i = 0; i < count; i++) {
      this.#next[i] = i + 1;
      this.#previous[i] = i - 1;
      this.#rank(i, count);
    }
  }

  /** Merges the symbol at `at` with the one after it. */
  #join(at: number, count: number): void {
    const next = this.#next;
    const right = next[at]!;
    this.ids[at] = this.#pairs.merged[this.#ranks[at]!]!;
    this.#ranks[right] = noMerge;
    next[at] = next[right]!;
    if (next[at]! < count) this.#previous[next[at]!] = at;
    // From left to right, as the queue likes it.
    if (this.#previous[at]! >= 0) this.#rank(this.#previous[at]!, count);
    this.#rank(at, count);
  }

  /** Looks up the merge of the symbol at `at` with the one after it, and queues it where there is one. */
  #rank(at: number, count: number): void {
    const right = this.#next[at]!;
    this.steps++;
    const rank = right < count ? this.#pairs.rankOf(this.ids[at]!, this.ids[right]!) : noMerge;
    this.#ranks[at] = rank;
    if (rank !== noMerge) this.#queue.push(rank, at);
  }

  #compact(count: number): number {
    const { ids, first } = this;
    let size = 0;
    for (let i = 0; i < count; i = this.#next[i]!) {
      ids[size] = ids[i]!;
      first[size] = i;
      size++;
    }
    return size;
  }

  #allocate(capacity: number): void {
    this.ids = new Int32Array(capacity);
    this.first = new Int32Array(capacity);
    this.#ranks = new Int32Array(capacity);
    this.#next = new Int32Array(capacity);
    this.#previous = new Int32Array(capacity);
  }
}
