/** Lists of places, one after another in one array. */
export class PositionLists {
  data: Int32Array<ArrayBuffer>;
  #length = 0;

  constructor(capacity: number) {
    this.data = new Int32Array(Math.max(16, capacity));
  }

  /** Makes room for `size` more places and returns where they begin. */
  allocate(size: number): number {
    const begin = this.#length;
    this.#length += size;
    if (this.#length > this.data.length) {
      const larger = new Int32Array(Math.max(this.#length, 2 * this.data.length));
      larger.set(this.data);
      this.data = larger;
    }
    return begin;
  }
}
