import type { PairCounts } from './pair-counts.ts';

/** A pair that waits for its turn, with where it occurred when it was queued. */
export interface QueuedPair {
  readonly pair: number;
  /** Range of its occurrences in the position lists. */
  readonly from: number;
  readonly to: number;
}

/**
 * A max-heap of pairs: the most frequent first, then the smaller first token, then the smaller second token. A pair
 * can be queued more than once, with different occurrences.
 */
export class MergeQueue {
  readonly #pairs: PairCounts;
  // Counts lie in heap order, so that sifting stays within two arrays; the entries themselves never move.
  #counts = new Float64Array(1024);
  #heap = new Int32Array(1024);
  #size = 0;
  #pairOf = new Int32Array(1024);
  #from = new Int32Array(1024);
  #to = new Int32Array(1024);
  #entries = 0;

  constructor(pairs: PairCounts) {
    this.#pairs = pairs;
  }

  get isEmpty(): boolean {
    return this.#size === 0;
  }

  /** The count that the first entry was queued with. */
  get topCount(): number {
    return this.#counts[0]!;
  }

  get topPair(): number {
    return this.#pairOf[this.#heap[0]!]!;
  }

  push(count: number, pair: number, from: number, to: number): void {
    if (this.#entries === this.#pairOf.length) this.#grow();
    const entry = this.#entries++;
    this.#pairOf[entry] = pair;
    this.#from[entry] = from;
    this.#to[entry] = to;
    this.#siftUp(this.#size++, count, entry);
  }

  /** Gives the first entry another count, and the place that goes with it. */
  recountTop(count: number): void {
    this.#siftDown(count, this.#heap[0]!);
  }

  pop(): QueuedPair {
    const entry = this.#heap[0]!;
    const last = --this.#size;
    if (last > 0) this.#siftDown(this.#counts[last]!, this.#heap[last]!);
    return { pair: this.#pairOf[entry]!, from: this.#from[entry]!, to: this.#to[entry]! };
  }

  #siftUp(place: number, count: number, entry: number): void {
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.#precedes(count, entry, this.#counts[parent]!, this.#heap[parent]!)) break;
      this.#counts[place] = this.#counts[parent]!;
      this.#heap[place] = this.#heap[parent]!;
      place = parent;
    }
    this.#counts[place] = count;
    this.#heap[place] = entry;
  }

  #siftDown(count: number, entry: number): void {
    const counts = this.#counts;
    const heap = this.#heap;
    const size = this.#size;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= size) break;
      if (
        child + 1 < size &&
        this.#precedes(counts[child + 1]!, heap[child + 1]!, counts[child]!, heap[child]!)
      )
        child++;
      if (!this.#precedes(counts[child]!, heap[child]!, count, entry)) break;
      counts[place] = counts[child]!;
      heap[place] = heap[child]!;
      place = child;
    }
    counts[place] = count;
    heap[place] = entry;
  }

  #precedes(count: number, entry: number, otherCount: number, other: number): boolean {
    if (count !== otherCount) return count > otherCount;
    const { first, second } = this.#pairs;
    const a = this.#pairOf[entry]!;
    const b = this.#pairOf[other]!;
    return first[a]! !== first[b]! ? first[a]! < first[b]! : second[a]! < second[b]!;
  }

  #grow(): void {
    const capacity = 2 * this.#entries;
    const grown = (values: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> => {
      const larger = new Int32Array(capacity);
      larger.set(values);
      return larger;
    };
    const counts = new Float64Array(capacity);
    counts.set(this.#counts);
    this.#counts = counts;
    this.#heap = grown(this.#heap);
    this.#pairOf = grown(this.#pairOf);
    this.#from = grown(this.#from);
    this.#to = grown(this.#to);
  }
}
