const firstCapacity = 1 << 16;
/** Larger output storage is given back after the ids that needed it. */
const largestKept = 1 << 22;

/** Decodes ids whose tokens are nothing but bytes: looks each token's bytes up once, then only copies them. */
export class ByteJoiner {
  readonly #bytesOf: (id: number) => Uint8Array;
  /** Where in the pool the bytes of an id are; −1 where they have not been looked up. */
  readonly #starts: Int32Array;
  readonly #lengths: Int32Array;
  #pool = new Uint8Array(firstCapacity);
  #used = 0;
  #output = new Uint8Array(firstCapacity);

  /** @param size - every id is below it */
  constructor(bytesOf: (id: number) => Uint8Array, size: number) {
    this.#bytesOf = bytesOf;
    this.#starts = new Int32Array(size).fill(-1);
    this.#lengths = new Int32Array(size);
  }

  /** Text of ids, which have been checked; those that `skips` names are left out. */
  decode(ids: ArrayLike<number>, skips: ((id: number) => boolean) | undefined): string {
    let length = 0;
    for (let i = 0; i < ids.length; i++) {
      const id = ids[i]!;
      if (skips?.(id)) continue;
      if (this.#starts[id] === -1) this.#lookUp(id);
      const count = this.#lengths[id]!;
      if (length + count > this.#output.length) this.#output = grown(this.#output, length + count);
      const pool = this.#pool;
      const output = this.#output;
      for (let from = this.#starts[id]!, end = from + count; from < end;) output[length++] = pool[from++]!;
    }
    // A decoder of its own: nothing is left over from another call.
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(this.#output.subarray(0, length));
    if (this.#output.length > largestKept) this.#output = new Uint8Array(firstCapacity);
    return text;
  }

  #lookUp(id: number): void {
    const bytes = this.#bytesOf(id);
    const end = this.#used + bytes.length;
    if (end > this.#pool.length) this.#pool = grown(this.#pool, end);
    this.#pool.set(bytes, this.#used);
    this.#starts[id] = this.#used;
    this.#lengths[id] = bytes.length;
    this.#used = end;
  }
}

function grown(bytes: Uint8Array<ArrayBuffer>, least: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(least, 2 * bytes.length));
  larger.set(bytes);
  return larger;
}
