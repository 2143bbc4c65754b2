const root = 0;
const firstCapacity = 1 << 10;

/**
 * A prefix tree over UTF-16 code units, in one open-addressing table: no object per node. After `insert('ab', 7)`,
 * `idAt(walk(TextTrie.root, 'ab'))` is 7.
 */
export class TextTrie {
  /** The node of the empty text. */
  static readonly root: number = root;
  // Entries of four: parent + 1 (0 = empty), unit, child, unused; a line of the processor's cache holds four of them.
  #table = new Int32Array(4 * firstCapacity);
  #mask = firstCapacity - 1;
  #nodes = 1;
  #ids = new Int32Array(firstCapacity).fill(-1);
  // Most steps begin at the root and many of them fail: these need no hash.
  readonly #first = new Int32Array(0x1_0000).fill(-1);

  /** Gives `key` the id `id`; a later call for the same key wins. */
  insert(key: string, id: number): void {
    let node = root;
    for (let i = 0; i < key.length; i++) node = this.#childOrNew(node, key.charCodeAt(i));
    this.#ids[node] = id;
  }

  /** The node one code unit below `node`, or -1. */
  child(node: number, unit: number): number {
    if (node === root) return this.#first[unit] as number;
    const table = this.#table;
    for (let slot = hash(node, unit) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const parent = table[4 * slot] as number;
      if (parent === node + 1 && table[4 * slot + 1] === unit) return table[4 * slot + 2] as number;
      if (parent === 0) return -1;
    }
  }

  /** Id of the key that ends at `node`, or -1. */
  idAt(node: number): number {
    return this.#ids[node] as number;
  }

  /** The node at the end of `text`, beginning at `node`; -1 where no key goes on like this. */
  walk(node: number, text: string): number {
    for (let i = 0; i < text.length && node >= 0; i++) node = this.child(node, text.charCodeAt(i));
    return node;
  }

  /** Length of the longest key that `text` has at `at`, in UTF-16 units; 0 for none. */
  longestMatch(text: string, at: number): number {
    let length = 0;
    let node = this.child(root, text.charCodeAt(at));
    for (let end = at + 1; node >= 0; node = this.child(node, text.charCodeAt(end++))) {
      if (this.idAt(node) >= 0) length = end - at;
      if (end >= text.length) break;
    }
    return length;
  }

  #childOrNew(node: number, unit: number): number {
    const known = this.child(node, unit);
    if (known >= 0) return known;
    const child = this.#nodes++;
    if (child >= this.#ids.length) this.#growIds();
    if (node === root) this.#first[unit] = child;
    else this.#put(node, unit, child);
    return child;
  }

  #put(node: number, unit: number, child: number): void {
    if (2 * this.#nodes > this.#mask) this.#growTable();
    let slot = hash(node, unit) & this.#mask;
    while (this.#table[4 * slot] !== 0) slot = (slot + 1) & this.#mask;
    this.#table.set([node + 1, unit, child], 4 * slot);
  }

  #growIds(): void {
    const ids = new Int32Array(2 * this.#ids.length).fill(-1);
    ids.set(this.#ids);
    this.#ids = ids;
  }

  #growTable(): void {
    const old = this.#table;
    this.#table = new Int32Array(2 * old.length);
    this.#mask = this.#table.length / 4 - 1;
    for (let i = 0; i < old.length; i += 4) {
      if (old[i] === 0) continue;
      let slot = hash((old[i] as number) - 1, old[i + 1] as number) & this.#mask;
      while (this.#table[4 * slot] !== 0) slot = (slot + 1) & this.#mask;
      this.#table.set(old.subarray(i, i + 4), 4 * slot);
    }
  }
}

function hash(node: number, unit: number): number {
  const mixed = Math.imul(node, 0x9e37_79b1) ^ Math.imul(unit, 0x85eb_ca6b);
  return mixed ^ (mixed >>> 15);
}
