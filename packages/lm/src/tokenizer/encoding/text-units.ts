/** What offsets count: UTF-16 code units, bytes of UTF-8, or code points. */
export type OffsetUnit = 'utf16' | 'byte' | 'codePoint';

/** Offsets in UTF-16 units, counted in another unit. */
export function convertOffsets(text: string, offsets: Uint32Array, unit: OffsetUnit): Uint32Array {
  if (unit === 'utf16') return offsets;
  const positions = unit === 'byte' ? bytePositions(text) : codePointPositions(text);
  return offsets.map((offset) => positions[offset] as number);
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
