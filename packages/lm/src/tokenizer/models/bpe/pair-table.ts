/** Rank of a pair that does not merge; above every real rank. */
export const noMerge = 0x7fffffff;

const slotWidth = 3;
const maxLoad = 0.5;
/** Ids below this, those of bytes in most models, have their ranks in a table without hashing. */
const smallIds = 256;
/** Bits of the filter per slot. */
const filterBits = 8;

/**
 * The merges of a BPE model, in order: which two neighbouring ids become which id, and how early.
 * The rank of a merge is its place in the list; the lowest goes first.
 */
export class PairTable {
  /** `left[rank]`: first id of a merge. */
  readonly left: Int32Array;
  /** `right[rank]`: second id of a merge. */
  readonly right: Int32Array;
  /** `merged[rank]`: what the two become. */
  readonly merged: Int32Array;
  /** Open addressing: left, right, rank + 1 per slot; 0 marks an empty slot. */
  readonly #slots: Int32Array;
  readonly #mask: number;
  /** Bits that are set for the hashes of known pairs: most pairs are unknown, and this says so from nearer memory. */
  readonly #filter: Int32Array;
  /** By the ids of two symbols below {@link smallIds}: the rank of their merge. */
  readonly #smallRanks: Int32Array = new Int32Array(smallIds * smallIds).fill(noMerge);
  #size = 0;

  /** @param capacity - most merges it can take */
  constructor(capacity: number) {
    this.left = new Int32Array(capacity);
    this.right = new Int32Array(capacity);
    this.merged = new Int32Array(capacity);
    let slots = 1;
    while (slots * maxLoad < capacity + 1) slots *= 2;
    this.#slots = new Int32Array(slots * slotWidth);
    this.#mask = slots - 1;
    this.#filter = new Int32Array(Math.max(1, (slots * filterBits) / 32));
  }

  /** Number of merges. */
  get size(): number {
    return this.#size;
  }

  /** Appends a merge; where the pair is known already, the new rank holds. */
  add(left: number, right: number, merged: number): void {
    const rank = this.#size++;
    this.left[rank] = left;
    this.right[rank] = right;
    this.merged[rank] = merged;
    this.#insert(left, right, rank);
    if (left < smallIds && right < smallIds) this.#smallRanks[left * smallIds + right] = rank;
  }

  /** Rank of the merge of two neighbours, or {@link noMerge}. */
  rankOf(left: number, right: number): number {
    const hash = hashPair(left, right);
    const filter = this.#filter;
    if (((filter[(hash >>> 5) & (filter.length - 1)]! >>> (hash & 31)) & 1) === 0) return noMerge;
    const slots = this.#slots;
    let slot = hash & this.#mask;
    for (;;) {
      const at = slot * slotWidth;
      const stored = slots[at + 2]!;
      if (stored === 0) return noMerge;
      if (slots[at] === left && slots[at + 1] === right) return stored - 1;
      slot = (slot + 1) & this.#mask;
    }
  }

  /** As {@link PairTable.rankOf}, in less time where both are likely to be bytes. */
  rankOfBytes(left: number, right: number): number {
    return left < smallIds && right < smallIds
      ? this.#smallRanks[left * smallIds + right]!
      : this.rankOf(left, right);
  }

  #insert(left: number, right: number, rank: number): void {
    const slots = this.#slots;
    const hash = hashPair(left, right);
    this.#filter[(hash >>> 5) & (this.#filter.length - 1)]! |= 1 << (hash & 31);
    let slot = hash & this.#mask;
    for (;;) {
      const at = slot * slotWidth;
      if (slots[at + 2] === 0 || (slots[at] === left && slots[at + 1] === right)) {
        slots[at] = left;
        slots[at + 1] = right;
        slots[at + 2] = rank + 1;
        return;
      }
      slot = (slot + 1) & this.#mask;
    }
  }
}

function hashPair(left: number, right: number): number {
  const mixed = Math.imul(Math.imul(left, 0x9e3779b1) ^ right, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
