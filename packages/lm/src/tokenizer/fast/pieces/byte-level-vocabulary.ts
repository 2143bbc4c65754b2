import { byteAlphabet } from '../../byte/byte-alphabet.ts';

const notInAlphabet = -1;

/** Byte by UTF-16 unit of the byte-level alphabet. */
const bytesByUnit = unitTable();

/** Ids of the tokens that stand for one byte each, or `undefined` where the vocabulary lacks one. */
export function singleByteIds(entries: ReadonlyMap<string, number>): Int32Array | undefined {
  const ids = byteAlphabet().map((character) => entries.get(character));
  return ids.includes(undefined) ? undefined : Int32Array.from(ids as readonly number[]);
}

/**
 * Spells a byte-level token as bytes at the start of `into`, and returns how many there are; 0 where the token is
 * empty, too long for `into`, or has a character that stands for no byte, and so never comes out of bytes.
 */
export function spellToken(token: string, into: Uint8Array): number {
  if (token.length > into.length) return 0;
  for (let i = 0; i < token.length; i++) {
    const byte = bytesByUnit[token.charCodeAt(i)] ?? notInAlphabet;
    if (byte === notInAlphabet) return 0;
    into[i] = byte;
  }
  return token.length;
}

function unitTable(): Int16Array {
  const alphabet = byteAlphabet();
  const units = alphabet.map((character) => character.charCodeAt(0));
  const table = new Int16Array(Math.max(...units) + 1).fill(notInAlphabet);
  for (const [byte, unit] of units.entries()) table[unit] = byte;
  return table;
}
