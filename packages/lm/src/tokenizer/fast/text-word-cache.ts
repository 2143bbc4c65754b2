import type { IdBuffer } from '../pipeline/stage.ts';

/** Words longer than this, in UTF-16 units, are not kept. */
export const longestCachedWord = 48;

const slotWidth = 8;
const inlineIds = 4;
const slotCount = 1 << 17;
const mostWords = slotCount / 2;
const keyCapacity = 1 << 20;
const idCapacity = 1 << 19;

/** Where a word stands: at the beginning of the user's text, of a segment behind an added token, or inside. */
export type WordPlace = 'inside' | 'start' | 'segment';

const places: Readonly<Record<WordPlace, number>> = { inside: 0, start: 1, segment: 2 };

/**
 * Ids of words seen before, looked up by a range of a string: no substring, no allocation. Bounded: when one of
 * its tables is full it forgets everything and begins anew, so it never holds more than 8 MB.
 *
 * A slot: hash, start of the word in the key table, 4 · length + place, number of ids, then up to four ids, or
 * where in the id table they begin.
 */
export class TextWordCache {
  readonly #slots: Int32Array = new Int32Array(slotCount * slotWidth);
  readonly #keys: Uint16Array = new Uint16Array(keyCapacity);
  readonly #ids: Uint32Array = new Uint32Array(idCapacity);
  #words = 0;
  #keyEnd = 0;
  #idEnd = 0;

  /** Number of words it holds. */
  get size(): number {
    return this.#words;
  }

  /**
   * Slot of the word `text[start, end)`, or -1.
   *
   * @param place - words are kept apart by it, since a text's first word may have other ids
   */
  find(text: string, start: number, end: number, place: WordPlace): number {
    const slots = this.#slots;
    const keys = this.#keys;
    const hash = hashWord(text, start, end);
    const sized = 4 * (end - start) + places[place];
    for (let slot = hash & (slotCount - 1); ; slot = (slot + 1) & (slotCount - 1)) {
      const at = slot * slotWidth;
      const stored = slots[at + 2] as number;
      if (stored === 0) return -1;
      if (stored !== sized || slots[at] !== hash) continue;
      let key = slots[at + 1] as number;
      let unit = start;
      while (unit < end && keys[key] === text.charCodeAt(unit)) {
        key++;
        unit++;
      }
      if (unit === end) return at;
    }
  }

  /** Number of ids of the word in `slot`. */
  countAt(slot: number): number {
    return this.#slots[slot + 3] as number;
  }

  /** Appends the ids of the word in `slot`. */
  append(slot: number, target: IdBuffer): void {
    const slots = this.#slots;
    const count = slots[slot + 3] as number;
    const length = target.length;
    if (length + count > target.data.length) target.reserve(count);
    const { data } = target;
    if (count <= inlineIds) {
      for (let i = 0; i < count; i++) data[length + i] = slots[slot + 4 + i] as number;
    } else {
      const from = slots[slot + 4] as number;
      for (let i = 0; i < count; i++) data[length + i] = this.#ids[from + i] as number;
    }
    target.length = length + count;
  }

  /** Keeps the ids of a word that is not there yet. */
  add(text: string, start: number, end: number, place: WordPlace, ids: ArrayLike<number>): void {
    const length = end - start;
    const count = ids.length;
    if (length > longestCachedWord || count > idCapacity) return;
    if (this.#words >= mostWords || this.#keyEnd + length > keyCapacity || this.#idEnd + count > idCapacity) {
      this.#clear();
    }
    const slots = this.#slots;
    const hash = hashWord(text, start, end);
    let slot = hash & (slotCount - 1);
    while (slots[slot * slotWidth + 2] !== 0) slot = (slot + 1) & (slotCount - 1);
    const at = slot * slotWidth;
    slots[at] = hash;
    slots[at + 1] = this.#keyEnd;
    slots[at + 2] = 4 * length + places[place];
    slots[at + 3] = count;
    for (let i = start; i < end; i++) this.#keys[this.#keyEnd++] = text.charCodeAt(i);
    if (count > inlineIds) slots[at + 4] = this.#idEnd;
    for (let i = 0; i < count; i++) {
      if (count > inlineIds) this.#ids[this.#idEnd++] = ids[i] as number;
      else slots[at + 4 + i] = ids[i] as number;
    }
    this.#words++;
  }

  #clear(): void {
    this.#slots.fill(0);
    this.#words = this.#keyEnd = this.#idEnd = 0;
  }
}

function hashWord(text: string, start: number, end: number): number {
  let hash = 0x811c_9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x0100_0193);
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b_3c6d) | 0;
}
