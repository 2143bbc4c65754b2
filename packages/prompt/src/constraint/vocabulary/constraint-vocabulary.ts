import type { Tokenizer } from '@fm/core';
import { type TokenBytes, tokenBytes } from './token-bytes.ts';
import { type TokenTrie, tokenTrie } from './token-trie.ts';

/** A tokenizer as constraints see it. */
export interface ConstraintVocabulary {
  /** Number of ids. */
  readonly size: number;
  /** Tokens by what they write in the middle of a text. */
  readonly inside: TokenSet;
  /** Tokens by what they write at the beginning; the same object where that is the same. */
  readonly first: TokenSet;
  /** How hard it is to write each byte, `[256]`: 1 where a token writes just this byte; `Infinity` where none contains it. */
  readonly byteCost: Float64Array;
}

/** Tokens with their bytes. */
export interface TokenSet {
  readonly bytes: TokenBytes;
  readonly trie: TokenTrie;
}

/** Bytes that only longer tokens contain: preferred less than any way to write the text byte by byte. */
const hardByte = 1024;

const known = new WeakMap<Tokenizer, ConstraintVocabulary>();

/**
 * The vocabulary of a tokenizer, made once for each.
 *
 * @throws {UnsupportedError} when its tokens cannot be joined into text
 */
export function constraintVocabulary(tokenizer: Tokenizer): ConstraintVocabulary {
  let vocabulary = known.get(tokenizer);
  if (vocabulary === undefined) {
    const { inside, first } = tokenBytes(tokenizer);
    const isSame = inside.every((bytes, id) => String(bytes) === String(first[id]));
    const tokens = { bytes: inside, trie: tokenTrie(inside) };
    const byteCost = new Float64Array(256).fill(Number.POSITIVE_INFINITY);
    for (const bytes of inside) for (const byte of bytes ?? []) byteCost[byte] = hardByte;
    for (const bytes of inside) if (bytes?.length === 1) byteCost[bytes[0] as number] = 1;
    vocabulary = {
      size: tokenizer.vocabularySize,
      inside: tokens,
      first: isSame ? tokens : { bytes: first, trie: tokenTrie(first) },
      byteCost,
    };
    known.set(tokenizer, vocabulary);
  }
  return vocabulary;
}
