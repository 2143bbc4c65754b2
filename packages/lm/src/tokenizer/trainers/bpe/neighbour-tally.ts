import type { PositionLists } from './position-lists.ts';

/**
 * The tokens beside the places of one merge, on one side: how often each occurred, weighted by the words' counts, and
 * where. Used again for every merge.
 */
export class NeighbourTally {
  /** Tokens that occurred, in the order of their first occurrence. */
  tokens: Int32Array<ArrayBuffer> = new Int32Array(256);
  size = 0;
  /** Weighted number of occurrences, by token. */
  readonly weight: Float64Array<ArrayBuffer>;
  readonly #occurrences: Int32Array<ArrayBuffer>;
  readonly #next: Int32Array<ArrayBuffer>;
  #token = new Int32Array(256);
  #position = new Int32Array(256);
  #length = 0;

  /** @param vocabularySize - above every token id */
  constructor(vocabularySize: number) {
    this.weight = new Float64Array(vocabularySize);
    this.#occurrences = new Int32Array(vocabularySize);
    this.#next = new Int32Array(vocabularySize);
  }

  clear(): void {
    for (let i = 0; i < this.size; i++) {
      const token = this.tokens[i]!;
      this.weight[token] = 0;
      this.#occurrences[token] = 0;
    }
    this.size = 0;
    this.#length = 0;
  }

  add(token: number, position: number, weight: number): void {
    if (this.#occurrences[token]!++ === 0) {
      if (this.size === this.tokens.length) this.tokens = doubled(this.tokens);
      this.tokens[this.size++] = token;
    }
    this.weight[token]! += weight;
    if (this.#length === this.#token.length) {
      this.#token = doubled(this.#token);
      this.#position = doubled(this.#position);
    }
    this.#token[this.#length] = token;
    this.#position[this.#length++] = position;
  }

  occurrences(token: number): number {
    return this.#occurrences[token]!;
  }

  /** Writes all positions, grouped by token in the order of `tokens`; returns where the first group begins. */
  writePositions(lists: PositionLists): number {
    const begin = lists.allocate(this.#length);
    for (let i = 0, next = begin; i < this.size; i++) {
      const token = this.tokens[i]!;
      this.#next[token] = next;
      next += this.#occurrences[token]!;
    }
    const { data } = lists;
    for (let i = 0; i < this.#length; i++) data[this.#next[this.#token[i]!]!++] = this.#position[i]!;
    return begin;
  }
}

function doubled(values: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * values.length);
  larger.set(values);
  return larger;
}
