const initialUnits = 1 << 16;
const unknown = -1;

/** Rows of symbols by id, one after the other in one array: what takes strings seconds for a large vocabulary. */
export class Spellings {
  /** By id: where its row begins, and how long it is. */
  readonly #starts: Int32Array;
  readonly #lengths: Int32Array;
  readonly #most: number;
  #units: Uint16Array = new Uint16Array(initialUnits);
  #used = 0;

  /**
   * @param bound - every id is below it
   * @param most - most symbols that all rows may have together
   */
  constructor(bound: number, most: number) {
    this.#starts = new Int32Array(bound).fill(unknown);
    this.#lengths = new Int32Array(bound);
    this.#most = most;
  }

  /** Whether the row of `id` is known. */
  has(id: number): boolean {
    return this.#starts[id] !== unknown;
  }

  /** Number of symbols of `id`, whose row is known. */
  lengthOf(id: number): number {
    return this.#lengths[id]!;
  }

  /** Makes `symbol` the row of `id`. */
  addStart(id: number, symbol: number): void {
    this.#reserve(1);
    this.#starts[id] = this.#used;
    this.#lengths[id] = 1;
    this.#units[this.#used++] = symbol;
  }

  /**
   * Makes the rows of `left` and `right`, one after the other, the row of `id`.
   *
   * @returns false where `id` has another row already, or all rows together would be too long
   */
  join(left: number, right: number, id: number): boolean {
    const length = this.#lengths[left]! + this.#lengths[right]!;
    if (this.has(id)) return length === this.#lengths[id] && this.#isJoined(left, right, id);
    if (this.#used + length > this.#most) return false;
    this.#reserve(length);
    this.#starts[id] = this.#used;
    this.#lengths[id] = length;
    for (const part of [left, right]) {
      const start = this.#starts[part]!;
      this.#units.copyWithin(this.#used, start, start + this.#lengths[part]!);
      this.#used += this.#lengths[part]!;
    }
    return true;
  }

  #isJoined(left: number, right: number, id: number): boolean {
    const units = this.#units;
    const [a, b, whole] = [this.#starts[left]!, this.#starts[right]!, this.#starts[id]!];
    const border = this.#lengths[left]!;
    const length = this.#lengths[id]!;
    for (let i = 0; i < border; i++) if (units[whole + i] !== units[a + i]) return false;
    for (let i = border; i < length; i++) if (units[whole + i] !== units[b + i - border]) return false;
    return true;
  }

  #reserve(count: number): void {
    if (this.#used + count <= this.#units.length) return;
    const units = new Uint16Array(Math.max(2 * this.#units.length, this.#used + count));
    units.set(this.#units);
    this.#units = units;
  }
}
