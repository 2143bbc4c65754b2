/** What offsets count: UTF-16 code units, bytes of UTF-8, or code points. */
export type OffsetUnit = 'utf16' | 'byte' | 'codePoint';

/** Offsets in UTF-16 units of a text, counted in another unit. */
export class OffsetConverter {
  readonly #text: string;
  readonly #positions: Map<OffsetUnit, Uint32Array> = new Map();

  constructor(text: string) {
    this.#text = text;
  }

  /** The offsets in `unit`; the tables for this are made once. */
  convert(offsets: Uint32Array, unit: OffsetUnit): Uint32Array {
    if (unit === 'utf16') return offsets;
    let positions = this.#positions.get(unit);
    if (positions === undefined) {
      positions = unit === 'byte' ? bytePositions(this.#text) : codePointPositions(this.#text);
      this.#positions.set(unit, positions);
    }
    const table = positions;
    return offsets.map((offset) => table[offset] as number);
  }
}

function bytePositions(text: string): Uint32Array {
  const positions = new Uint32Array(text.length + 1);
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    positions[i] = bytes;
    const unit = text.charCodeAt(i);
    // Half of a surrogate pair counts two of its four bytes.
    bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit & 0xf800) === 0xd800 ? 2 : 3;
  }
  positions[text.length] = bytes;
  return positions;
}

function codePointPositions(text: string): Uint32Array {
  const positions = new Uint32Array(text.length + 1);
  let points = 0;
  for (let i = 0; i < text.length; i++) {
    positions[i] = points;
    if ((text.charCodeAt(i) & 0xfc00) !== 0xd800) points++;
  }
  positions[text.length] = points;
  return positions;
}
