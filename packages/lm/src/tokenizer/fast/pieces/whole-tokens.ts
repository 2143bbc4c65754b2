import { byteAlphabet } from '../../byte/byte-alphabet.ts';

const unitsByByte = Uint16Array.from(byteAlphabet(), (character) => character.charCodeAt(0));

/** Finds the token that a piece of bytes is, in a vocabulary spelled in the byte-level alphabet. */
export class WholeTokens {
  readonly #entries: ReadonlyMap<string, number>;
  /** As long as the longest token. */
  readonly #units: Uint16Array;

  constructor(entries: ReadonlyMap<string, number>) {
    let longest = 0;
    for (const token of entries.keys()) longest = Math.max(longest, token.length);
    this.#entries = entries;
    this.#units = new Uint16Array(longest);
  }

  /** Id of the token `bytes[start, end)`, if it is one. */
  idOf(bytes: Uint8Array, start: number, end: number): number | undefined {
    const length = end - start;
    const units = this.#units;
    if (length > units.length) return undefined;
    for (let i = 0; i < length; i++) units[i] = unitsByByte[bytes[start + i]!]!;
    return this.#entries.get(spell(units, length));
  }
}

const unitsAtOnce = 4096;

function spell(units: Uint16Array, length: number): string {
  let text = '';
  // The engine limits how many arguments a call takes.
  for (let at = 0; at < length; at += unitsAtOnce) {
    const part = units.subarray(at, Math.min(length, at + unitsAtOnce));
    text += String.fromCharCode.apply(undefined, part as unknown as number[]);
  }
  return text;
}
