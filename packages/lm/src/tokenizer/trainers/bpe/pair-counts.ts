/** Counts of pairs of tokens: a hash table with open addressing over dense entries, whose numbers never change. */
export class PairCounts {
  /** First and second token of every pair, by its number. */
  first: Int32Array<ArrayBuffer> = new Int32Array(1024);
  second: Int32Array<ArrayBuffer> = new Int32Array(1024);
  count: Float64Array<ArrayBuffer> = new Float64Array(1024);
  /** How many times the pair is in the queue. */
  queued: Int32Array<ArrayBuffer> = new Int32Array(1024);
  #size = 0;
  // Number of a pair + 1; 0 marks a free slot.
  #slots = new Int32Array(4096);

  get size(): number {
    return this.#size;
  }

  /** The number of a pair, which becomes known by this. */
  numberOf(first: number, second: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash(first, second) & mask;
    for (;;) {
      const pair = this.#slots[slot]! - 1;
      if (pair < 0) break;
      if (this.first[pair] === first && this.second[pair] === second) return pair;
      slot = (slot + 1) & mask;
    }
    if (this.#size === this.first.length) this.#growEntries();
    const pair = this.#size++;
    this.first[pair] = first;
    this.second[pair] = second;
    this.#slots[slot] = pair + 1;
    if (2 * this.#size > this.#slots.length) this.#rehash();
    return pair;
  }

  /** Adds to the count of a pair and returns its number. */
  add(first: number, second: number, weight: number): number {
    const pair = this.numberOf(first, second);
    this.count[pair]! += weight;
    return pair;
  }

  #growEntries(): void {
    const capacity = 2 * this.#size;
    const grown = (values: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> => {
      const larger = new Int32Array(capacity);
      larger.set(values);
      return larger;
    };
    this.first = grown(this.first);
    this.second = grown(this.second);
    this.queued = grown(this.queued);
    const count = new Float64Array(capacity);
    count.set(this.count);
    this.count = count;
  }

  #rehash(): void {
    const slots = new Int32Array(4 * this.#slots.length);
    const mask = slots.length - 1;
    for (let pair = 0; pair < this.#size; pair++) {
      let slot = hash(this.first[pair]!, this.second[pair]!) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = pair + 1;
    }
    this.#slots = slots;
  }
}

function hash(first: number, second: number): number {
  const mixed = Math.imul(Math.imul(first, 0x9e3779b1) ^ second, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
