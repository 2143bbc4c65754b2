import type { IdBuffer } from './stage.ts';

const initialCapacity = 256;

/**
 * An empty {@link IdBuffer} whose storage doubles as it fills.
 *
 * @param capacity number of ids it has room for at first
 * @example `ids.reserve(1); ids.data[ids.length++] = 7;`
 */
export function idBuffer(capacity: number = initialCapacity): IdBuffer {
  return {
    data: new Uint32Array(capacity),
    length: 0,
    reserve(extra) {
      const needed = this.length + extra;
      if (needed <= this.data.length) return;
      const grown = new Uint32Array(Math.max(needed, 2 * this.data.length));
      grown.set(this.data.subarray(0, this.length));
      this.data = grown;
    },
  };
}

/** A copy of the ids that a buffer holds. */
export function takeIds(ids: IdBuffer): Uint32Array<ArrayBuffer> {
  return Uint32Array.from(ids.data.subarray(0, ids.length));
}
