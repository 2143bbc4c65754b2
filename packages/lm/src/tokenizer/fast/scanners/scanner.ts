/**
 * Cuts `bytes[start, end)`, which hold whole UTF-8 characters, into pieces as a pre-tokenizer's pattern does.
 * Writes the end of each piece to `ends`, which has room for one per byte, and returns how many there are.
 */
export type Scanner = (bytes: Uint8Array, start: number, end: number, ends: Int32Array) => number;
