/** Longest piece, in bytes, that fits a packed key. */
export const longestShortPiece = 15;
/** Ids that a slot holds itself; more go to the arena. */
export const inlineIds = 3;

const slotWidth = 8;
const firstCapacity = 1 << 13;
/** 16 MiB of slots. */
const maxCapacity = 1 << 19;
const maxLoad = 0.5;
const arenaSize = 1 << 20;

/** Gives the tables of {@link ShortPieces} their place. */
export interface PieceStorage {
  /** Empty slots, of `length` integers, in place of those that it gave before. */
  slots(length: number): Int32Array;
  arena(length: number): Int32Array;
}

const ownStorage: PieceStorage = {
  slots: (length) => new Int32Array(length),
  arena: (length) => new Int32Array(length),
};

/**
 * Ids of pieces of up to 15 bytes, by open addressing on their packed bytes. The table grows with its content, since
 * a small one stays in the processor's caches.
 *
 * A slot is eight integers: four of key, with the length in the top byte, so that 0 in the fourth marks an empty
 * slot; the number of ids; and the ids themselves, or where they begin in the arena. The encoder's inner loop reads
 * slots directly.
 */
export class ShortPieces {
  /** Replaced when the table grows. */
  slots: Int32Array;
  /** Number of slots less one. */
  mask: number = firstCapacity - 1;
  readonly arena: Int32Array;
  readonly #storage: PieceStorage;
  #used = 0;
  #arenaUsed = 0;

  constructor(storage: PieceStorage = ownStorage) {
    this.#storage = storage;
    this.slots = storage.slots(firstCapacity * slotWidth);
    this.arena = storage.arena(arenaSize);
  }

  /** Bytes that the tables take up. */
  get byteLength(): number {
    return this.slots.byteLength + this.arena.byteLength;
  }

  /** Whether the next piece may not find room. */
  get isFull(): boolean {
    return this.#used >= maxCapacity * maxLoad || this.#arenaUsed + longestShortPiece > arenaSize;
  }

  /** Forgets every piece. */
  clear(): void {
    this.slots.fill(0);
    this.#used = 0;
    this.#arenaUsed = 0;
  }

  /** Remembers `ids[0, count)` for the `length` bytes at `start`, which it must not know yet. */
  add(view: DataView, start: number, length: number, ids: Int32Array, count: number): void {
    if (this.#used >= (this.mask + 1) * maxLoad) this.#grow();
    const masks = length * 4;
    const k0 = view.getInt32(start, true) & keyMasks[masks]!;
    const k1 = view.getInt32(start + 4, true) & keyMasks[masks + 1]!;
    const k2 = view.getInt32(start + 8, true) & keyMasks[masks + 2]!;
    const k3 = (view.getInt32(start + 12, true) & keyMasks[masks + 3]!) | (length << 24);
    const { slots } = this;
    const base = this.#emptySlot(k0, k1, k2, k3);
    slots[base] = k0;
    slots[base + 1] = k1;
    slots[base + 2] = k2;
    slots[base + 3] = k3;
    slots[base + 4] = count;
    if (count <= inlineIds) {
      for (let i = 0; i < count; i++) slots[base + 5 + i] = ids[i]!;
    } else {
      slots[base + 5] = this.#arenaUsed;
      for (let i = 0; i < count; i++) this.arena[this.#arenaUsed++] = ids[i]!;
    }
    this.#used++;
  }

  #emptySlot(k0: number, k1: number, k2: number, k3: number): number {
    let slot = hashKey(k0, k1, k2, k3) & this.mask;
    while (this.slots[slot * slotWidth + 3] !== 0) slot = (slot + 1) & this.mask;
    return slot * slotWidth;
  }

  #grow(): void {
    // The place of the old slots may be that of the new ones.
    const old = this.slots.slice();
    this.slots = this.#storage.slots(2 * old.length);
    this.mask = 2 * this.mask + 1;
    for (let base = 0; base < old.length; base += slotWidth) {
      if (old[base + 3] === 0) continue;
      const to = this.#emptySlot(old[base]!, old[base + 1]!, old[base + 2]!, old[base + 3]!);
      for (let i = 0; i < slotWidth; i++) this.slots[to + i] = old[base + i]!;
    }
  }
}

/** Four masks per length from 0 to 15 that leave only the piece's own bytes of the sixteen read. */
export const keyMasks: Int32Array = Int32Array.from({ length: 16 * 4 }, (_, i) => {
  const bytes = Math.min(4, Math.max(0, (i >> 2) - 4 * (i & 3)));
  return bytes === 0 ? 0 : -1 >>> (8 * (4 - bytes));
});

/** Hash of a packed key. */
export function hashKey(k0: number, k1: number, k2: number, k3: number): number {
  const mixed =
    Math.imul(k0, 0x9e3779b1) ^
    Math.imul(k1, 0x85ebca6b) ^
    Math.imul(k2, 0xc2b2ae35) ^
    Math.imul(k3, 0x27d4eb2f);
  const spread = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return spread ^ (spread >>> 13);
}
