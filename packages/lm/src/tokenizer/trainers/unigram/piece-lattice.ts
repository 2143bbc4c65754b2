import type { FlatWords } from './flat-words.ts';
import type { Pieces } from './pieces.ts';

/**
 * Which pieces begin at each place of the words, shorter ones first. It is found once; later only pieces that are gone
 * are taken out.
 */
export class PieceLattice {
  readonly words: FlatWords;
  /** The pieces at place i are those from `begins[i]` to before `begins[i + 1]`. */
  readonly begins: Int32Array;
  pieces: Int32Array;

  constructor(words: FlatWords, pieces: Pieces) {
    this.words = words;
    const trie = new PieceTrie(words.characters, pieces);
    const { characters, starts, counts } = words;
    this.begins = new Int32Array(characters.length + 1);
    let found = new Int32Array(4 * characters.length + 16);
    let count = 0;
    for (let word = 0; word < counts.length; word++) {
      const end = starts[word + 1]! - 1;
      for (let place = starts[word]!; place < end; place++) {
        this.begins[place] = count;
        if (count + end - place > found.length) found = doubled(found);
        count = trie.match(characters, place, end, found, count);
      }
      this.begins[end] = count;
    }
    this.begins[characters.length] = count;
    this.pieces = found.slice(0, count);
  }

  /** Takes out pieces that are not among those left. */
  keep({ order, lengths }: Pieces): void {
    const kept = new Uint8Array(lengths.length);
    for (const piece of order) kept[piece] = 1;
    const { begins, pieces } = this;
    let count = 0;
    let from = 0;
    for (let place = 0; place + 1 < begins.length; place++) {
      const to = begins[place + 1]!;
      begins[place] = count;
      for (let i = from; i < to; i++) if (kept[pieces[i]!] === 1) pieces[count++] = pieces[i]!;
      from = to;
    }
    begins[begins.length - 1] = count;
    this.pieces = pieces.subarray(0, count);
  }
}

/** Pieces by their characters: transitions in a hash table with open addressing. */
class PieceTrie {
  #nodes = 1;
  #slots = 1 << 12;
  // Target node of a slot; 0 marks a free one, for nothing leads to the root.
  #target = new Int32Array(this.#slots);
  #source = new Int32Array(this.#slots);
  #character = new Int32Array(this.#slots);
  #pieceAt = new Int32Array(1 << 10);

  constructor(characters: Int32Array, { places, lengths, order }: Pieces) {
    for (const piece of order) {
      let node = 0;
      for (let i = 0; i < lengths[piece]!; i++) node = this.#child(node, characters[places[piece]! + i]!);
      this.#pieceAt[node] = piece;
    }
  }

  /** Writes the pieces that begin at `place` and end at `end` at the latest; returns the new count. */
  match(characters: Int32Array, place: number, end: number, found: Int32Array, count: number): number {
    let node = 0;
    let size = count;
    for (let i = place; i < end; i++) {
      node = this.#target[this.#slotOf(node, characters[i]!)]!;
      if (node === 0) break;
      const piece = this.#pieceAt[node]!;
      if (piece !== 0) found[size++] = piece;
    }
    return size;
  }

  #slotOf(source: number, character: number): number {
    const mask = this.#slots - 1;
    const mixed = Math.imul(Math.imul(source, 0x9e3779b1) ^ character, 0x85ebca6b);
    let slot = (mixed ^ (mixed >>> 15)) & mask;
    while (this.#target[slot] !== 0 && (this.#source[slot] !== source || this.#character[slot] !== character))
      slot = (slot + 1) & mask;
    return slot;
  }

  #child(source: number, character: number): number {
    const slot = this.#slotOf(source, character);
    const known = this.#target[slot]!;
    if (known !== 0) return known;
    const node = this.#nodes++;
    if (node === this.#pieceAt.length) this.#pieceAt = doubled(this.#pieceAt);
    this.#target[slot] = node;
    this.#source[slot] = source;
    this.#character[slot] = character;
    if (2 * this.#nodes > this.#slots) this.#rehash();
    return node;
  }

  #rehash(): void {
    const [target, source, character] = [this.#target, this.#source, this.#character];
    this.#slots *= 4;
    this.#target = new Int32Array(this.#slots);
    this.#source = new Int32Array(this.#slots);
    this.#character = new Int32Array(this.#slots);
    for (let i = 0; i < target.length; i++) {
      if (target[i] === 0) continue;
      const slot = this.#slotOf(source[i]!, character[i]!);
      this.#target[slot] = target[i]!;
      this.#source[slot] = source[i]!;
      this.#character[slot] = character[i]!;
    }
  }
}

function doubled(values: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * values.length);
  larger.set(values);
  return larger;
}
