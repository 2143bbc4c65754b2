const positions = 2 ** 30;
const initialCapacity = 1024;

/** A min-heap of possible merges, ordered by rank, then by position. */
export class MergeHeap {
  /** Rank and position as one sortable number: `rank · 2³⁰ + position`. */
  #keys: Float64Array = new Float64Array(initialCapacity);
  #size = 0;

  /** Number of entries. */
  get size(): number {
    return this.#size;
  }

  /** The first entry; the heap must not be empty. */
  get first(): number {
    return this.#keys[0]!;
  }

  /** Adds the merge of `rank` at `position`. */
  push(rank: number, position: number): void {
    const key = rank * positions + position;
    if (this.#size === this.#keys.length) this.#grow();
    const keys = this.#keys;
    let at = this.#size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = keys[parent]!;
      if (above <= key) break;
      keys[at] = above;
      at = parent;
    }
    keys[at] = key;
  }

  /** Takes the first entry; read it with {@link rankOfKey} and {@link positionOfKey}. The heap must not be empty. */
  pop(): number {
    const keys = this.#keys;
    const first = keys[0]!;
    const size = --this.#size;
    const last = keys[size]!;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && keys[child + 1]! < keys[child]!) child++;
      if (last <= keys[child]!) break;
      keys[at] = keys[child]!;
      at = child;
    }
    keys[at] = last;
    return first;
  }

  #grow(): void {
    const grown = new Float64Array(2 * this.#keys.length);
    grown.set(this.#keys);
    this.#keys = grown;
  }
}

/** Rank of a heap entry. */
export function rankOfKey(key: number): number {
  return Math.floor(key / positions);
}

/** Position of a heap entry. */
export function positionOfKey(key: number): number {
  return key % positions;
}
