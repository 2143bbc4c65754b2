const caseBit = 0x20;
const letter = { d: 0x64, e: 0x65, l: 0x6c, m: 0x6d, r: 0x72, s: 0x73, t: 0x74, v: 0x76 } as const;

/** The apostrophe that contractions begin with. */
export const apostrophe = 0x27;

/** End of `'s|'t|'re|'ve|'m|'ll|'d` at an apostrophe, or 0 where none stands. */
export function endOfContraction(bytes: Uint8Array, at: number, end: number): number {
  return at + 1 < end ? endOfSuffix(bytes[at + 1]!, at + 2 < end ? bytes[at + 2]! : 0, at) : 0;
}

/** The same in either case; `ſ` (U+017F) is an `s` then, as Unicode's case folding has it. */
export function endOfContractionInAnyCase(bytes: Uint8Array, at: number, end: number): number {
  if (at + 1 >= end) return 0;
  const first = bytes[at + 1]!;
  const second = at + 2 < end ? bytes[at + 2]! : 0;
  if (first === 0xc5) return second === 0xbf ? at + 3 : 0;
  if (first >= 0x80) return 0;
  return endOfSuffix(first | caseBit, second < 0x80 ? second | caseBit : 0, at);
}

function endOfSuffix(first: number, second: number, at: number): number {
  if (first === letter.s || first === letter.t || first === letter.m || first === letter.d) return at + 2;
  if ((first === letter.r || first === letter.v) && second === letter.e) return at + 3;
  return first === letter.l && second === letter.l ? at + 3 : 0;
}
