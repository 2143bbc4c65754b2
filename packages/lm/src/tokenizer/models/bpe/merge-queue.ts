import { MergeHeap, positionOfKey, rankOfKey } from './merge-heap.ts';

/** Positions of possible merges of one rank. */
interface Bucket {
  positions: number[];
  /** Place of the first that is not taken yet. */
  next: number;
  isSorted: boolean;
}

const noPositions = 2 ** 30 - 1;

/**
 * Possible merges in the order of their ranks, then of their positions. Merges of one rank are mostly found from left
 * to right, so that they need no heap: they wait in a row, which is sorted once where it must be. What comes too late
 * for its row goes to a heap.
 */
export class MergeQueue {
  /** Rank of the merge that was taken last. */
  rank = 0;
  readonly #late: MergeHeap = new MergeHeap();
  readonly #buckets: Map<number, Bucket> = new Map();
  /** Ranks of the buckets, each once; places are not used. */
  readonly #ranks: MergeHeap = new MergeHeap();
  #lastRank = -1;
  #lastBucket: Bucket | undefined;

  get isEmpty(): boolean {
    return this.#ranks.size === 0 && this.#late.size === 0;
  }

  /** Adds the merge of `rank` at `position`. */
  push(rank: number, position: number): void {
    const bucket = rank === this.#lastRank ? this.#lastBucket : this.#buckets.get(rank);
    if (bucket === undefined) {
      this.#remember(rank, { positions: [position], next: 0, isSorted: true });
      this.#buckets.set(rank, this.#lastBucket!);
      this.#ranks.push(rank, noPositions);
      return;
    }
    this.#remember(rank, bucket);
    const { positions } = bucket;
    if (position < positions[positions.length - 1]!) {
      if (bucket.next > 0) return this.#late.push(rank, position);
      bucket.isSorted = false;
    }
    positions.push(position);
  }

  /** Takes the first merge: gives its position, and leaves its rank in `rank`. The queue must not be empty. */
  pop(): number {
    const rank = this.#ranks.size === 0 ? Infinity : rankOfKey(this.#ranks.first);
    const late = this.#late.size === 0 ? Infinity : this.#late.first;
    const bucket = rank === this.#lastRank ? this.#lastBucket : this.#buckets.get(rank);
    if (bucket === undefined) return this.#popLate();
    if (!bucket.isSorted) {
      bucket.positions = Array.from(Int32Array.from(bucket.positions).sort());
      bucket.isSorted = true;
    }
    const position = bucket.positions[bucket.next]!;
    if (rankOfKey(late) < rank || (rankOfKey(late) === rank && positionOfKey(late) < position))
      return this.#popLate();
    bucket.next++;
    this.rank = rank;
    if (bucket.next === bucket.positions.length) this.#drop(rank);
    return position;
  }

  #popLate(): number {
    const key = this.#late.pop();
    this.rank = rankOfKey(key);
    return positionOfKey(key);
  }

  #remember(rank: number, bucket: Bucket): void {
    this.#lastRank = rank;
    this.#lastBucket = bucket;
  }

  /** The bucket of the lowest rank is used up. */
  #drop(rank: number): void {
    this.#ranks.pop();
    this.#buckets.delete(rank);
    if (this.#lastRank === rank) this.#lastRank = -1;
  }
}
