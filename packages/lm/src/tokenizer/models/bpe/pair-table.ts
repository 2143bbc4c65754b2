/** Rank of a pair that does not merge; above every real rank. */
export const noMerge = 0x7fffffff;

const slotWidth = 3;
const maxLoad = 0.5;

/**
 * The merges of a BPE model, in order: which two neighbouring ids become which id, and how early.
 * The rank of a merge is its place in the list; the lowest goes first.
 */
export class PairTable {
  /** Number of merges. */
  readonly size: number;
  /** `left[rank]`: first id of a merge. */
  readonly left: Int32Array;
  /** `right[rank]`: second id of a merge. */
  readonly right: Int32Array;
  /** `merged[rank]`: what the two become. */
  readonly merged: Int32Array;
  /** Open addressing: left, right, rank + 1 per slot; 0 marks an empty slot. */
  readonly #slots: Int32Array;
  readonly #mask: number;

  /** Takes the three columns of the list; where a pair comes twice, the last one holds. */
  constructor(left: Int32Array, right: Int32Array, merged: Int32Array) {
    this.size = left.length;
    this.left = left;
    this.right = right;
    this.merged = merged;
    let capacity = 1;
    while (capacity * maxLoad < this.size + 1) capacity *= 2;
    this.#slots = new Int32Array(capacity * slotWidth);
    this.#mask = capacity - 1;
    for (let rank = 0; rank < this.size; rank++) this.#insert(rank);
  }

  /** Rank of the merge of two neighbours, or {@link noMerge}. */
  rankOf(left: number, right: number): number {
    const slots = this.#slots;
    let slot = hashPair(left, right) & this.#mask;
    for (;;) {
      const at = slot * slotWidth;
      const stored = slots[at + 2]!;
      if (stored === 0) return noMerge;
      if (slots[at] === left && slots[at + 1] === right) return stored - 1;
      slot = (slot + 1) & this.#mask;
    }
  }

  #insert(rank: number): void {
    const slots = this.#slots;
    const left = this.left[rank]!;
    const right = this.right[rank]!;
    let slot = hashPair(left, right) & this.#mask;
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
