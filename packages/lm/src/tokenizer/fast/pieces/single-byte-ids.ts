import { byteAlphabet } from '../../byte/byte-alphabet.ts';

/** Ids of the tokens that stand for one byte each, or `undefined` where the vocabulary lacks one. */
export function singleByteIds(entries: ReadonlyMap<string, number>): Int32Array | undefined {
  const ids = byteAlphabet().map((character) => entries.get(character));
  return ids.includes(undefined) ? undefined : Int32Array.from(ids as readonly number[]);
}
