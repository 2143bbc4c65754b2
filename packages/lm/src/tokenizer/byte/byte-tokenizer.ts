import { numberSpecialTokens, specialToken } from '../added-tokens/special-tokens.ts';
import { byteLevelDecoder } from '../decoders/byte-level.ts';
import { bpe } from '../models/bpe/bpe.ts';
import { byteLevelPreTokenizer } from '../pre-tokenizers/byte-level.ts';
import { TextTokenizer } from '../text-tokenizer.ts';
import { byteAlphabet } from './byte-alphabet.ts';

/** Options of {@link byteTokenizer}. */
export interface ByteTokenizerOptions {
  /** Control tokens, with ids from 256 on. @default none */
  readonly specialTokens?: readonly string[];
  /** The special token that separates documents and ends generation. @default `<|endoftext|>` where it is special */
  readonly endOfText?: string;
}

/**
 * A tokenizer over the 256 bytes of UTF-8: it can express every text and needs no training. It is byte-level BPE
 * without merges: byte `0x41` is spelled `A`, byte `0x20` is spelled `Ġ`; every byte of a character has the offsets
 * of the whole character.
 *
 * @throws {ArgumentError} when a special token appears twice or is too short, or `endOfText` is none of them
 * @example
 * ```ts
 * import { byteTokenizer } from '@fm/lm/tokenizer';
 *
 * const tokenizer = byteTokenizer({ specialTokens: ['<|endoftext|>'] });
 * Array.from(tokenizer.encode('aé').ids); // => [97, 195, 169]
 * Array.from(tokenizer.encode('aé').offsets); // => [0, 1, 1, 2, 1, 2]
 * tokenizer.endOfText; // => 256
 * ```
 */
export function byteTokenizer({ specialTokens = [], endOfText }: ByteTokenizerOptions = {}): TextTokenizer {
  const special = numberSpecialTokens(specialTokens, 256);
  const bytes = byteAlphabet().map((character, byte) => [character, byte] as const);
  const settings = { addPrefixSpace: false, trimOffsets: false, useRegex: false };
  const parts = {
    model: bpe(new Map([...bytes, ...special]), []),
    preTokenizer: byteLevelPreTokenizer(settings),
    decoder: byteLevelDecoder({
      type: 'ByteLevel',
      add_prefix_space: false,
      trim_offsets: false,
      use_regex: false,
    }),
    addedTokens: specialTokens.map(specialToken),
  };
  return new TextTokenizer(parts, { endOfText });
}
