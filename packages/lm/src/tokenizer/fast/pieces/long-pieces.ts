import type { Utf8Text } from './utf8-text.ts';

/** Longer pieces are encoded anew each time. */
export const longestRemembered = 128;

const slotWidth = 4;
const capacity = 1 << 17;
const maxPieces = capacity / 2;
const poolSize = 1 << 22;
const arenaSize = 1 << 20;

/**
 * Ids of pieces of 16 bytes and more, by open addressing on a hash of their bytes; 10 MiB.
 *
 * A slot is four integers: the hash, where the piece's bytes begin in the pool, its length (0 marks an empty slot)
 * and where its ids begin in the arena, where their number comes first.
 */
export class LongPieces {
  readonly arena: Int32Array = new Int32Array(arenaSize);
  readonly #slots: Int32Array = new Int32Array(capacity * slotWidth);
  readonly #pool: Uint8Array = new Uint8Array(poolSize);
  #used = 0;
  #poolUsed = 0;
  #arenaUsed = 0;

  /** Bytes that the tables take up. */
  get byteLength(): number {
    return this.#slots.byteLength + this.#pool.byteLength + this.arena.byteLength;
  }

  /** Whether a piece of `length` bytes with `count` ids does not find room. */
  isFull(length: number, count: number): boolean {
    return (
      this.#used >= maxPieces || this.#poolUsed + length > poolSize || this.#arenaUsed + count + 1 > arenaSize
    );
  }

  /** Forgets every piece. */
  clear(): void {
    this.#slots.fill(0);
    this.#used = 0;
    this.#poolUsed = 0;
    this.#arenaUsed = 0;
  }

  /** Where the ids of the piece `bytes[start, end)` begin in the arena, or -1 when it is not known. */
  find({ bytes, view }: Utf8Text, start: number, end: number): number {
    const slots = this.#slots;
    const hash = hashBytes(view, start, end);
    let slot = hash & (capacity - 1);
    for (;;) {
      const base = slot * slotWidth;
      const length = slots[base + 2]!;
      if (length === 0) return -1;
      if (
        slots[base] === hash &&
        length === end - start &&
        this.#matches(slots[base + 1]!, bytes, start, end)
      ) {
        return slots[base + 3]!;
      }
      slot = (slot + 1) & (capacity - 1);
    }
  }

  /** Remembers `ids[0, count)` for the piece `bytes[start, end)`, which it must not know yet. */
  add(
    { bytes, view }: Utf8Text,
    range: readonly [start: number, end: number],
    ids: Int32Array,
    count: number,
  ): void {
    const [start, end] = range;
    const slots = this.#slots;
    const hash = hashBytes(view, start, end);
    let slot = hash & (capacity - 1);
    while (slots[slot * slotWidth + 2] !== 0) slot = (slot + 1) & (capacity - 1);
    const base = slot * slotWidth;
    slots[base] = hash;
    slots[base + 1] = this.#poolUsed;
    slots[base + 2] = end - start;
    slots[base + 3] = this.#arenaUsed;
    this.#pool.set(bytes.subarray(start, end), this.#poolUsed);
    this.#poolUsed += end - start;
    this.arena[this.#arenaUsed++] = count;
    for (let i = 0; i < count; i++) this.arena[this.#arenaUsed++] = ids[i]!;
    this.#used++;
  }

  #matches(offset: number, bytes: Uint8Array, start: number, end: number): boolean {
    const pool = this.#pool;
    for (let at = start, stored = offset; at < end; at++, stored++) {
      if (pool[stored] !== bytes[at]) return false;
    }
    return true;
  }
}

/** Hash of at least four bytes, four at a time; the last four may overlap those before. */
function hashBytes(view: DataView, start: number, end: number): number {
  let hash = end - start;
  for (let at = start; at + 4 <= end; at += 4) {
    hash = Math.imul(hash ^ view.getInt32(at, true), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash ^ view.getInt32(end - 4, true), 0x85ebca6b);
  return hash ^ (hash >>> 13);
}
