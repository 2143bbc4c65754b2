import { ArgumentError, type DecodeStream, type Tokenizer } from '@fm/core';
import { composeTokenizer, endOfTextId, type Segmenter, type TokenSink } from '../compose-tokenizer.ts';
import { numberSpecialTokens } from '../special-tokens/special-tokens.ts';
import { type ByteTokenizerJson, byteTokenizerJson } from './byte-tokenizer-json.ts';
import { utf8DecodeStream } from './utf8-decode-stream.ts';

/** Options of {@link byteTokenizer}. */
export interface ByteTokenizerOptions {
  /** Control tokens, with ids from 256 on. @default none */
  readonly specialTokens?: readonly string[];
  /** The special token that separates documents and ends generation. @default `<|endoftext|>` where it is special */
  readonly endOfText?: string;
}

/** A tokenizer whose tokens are the bytes of UTF-8. */
export interface ByteTokenizer extends Tokenizer {
  /** The content of a `tokenizer.json` that Hugging Face's tokenizers reads too. */
  toJSON(): ByteTokenizerJson;
}

/**
 * A tokenizer over the 256 bytes of UTF-8: it can express every text and needs no training. Every byte of a
 * character has the offsets of the whole character; byte `0x41` is spelled `<0x41>`.
 *
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
export function byteTokenizer({ specialTokens = [], endOfText }: ByteTokenizerOptions = {}): ByteTokenizer {
  const special = numberSpecialTokens(specialTokens, 256);
  const end = endOfTextId(endOfText, special);
  return { ...composeTokenizer(byteSegmenter, special, end), toJSON: () => byteTokenizerJson(special) };
}

const byteSegmenter: Segmenter = {
  size: 256,
  maxTokensPerUnit: 3,
  encode(text: string, start: number, end: number, sink: TokenSink) {
    for (let at = start; at < end;) {
      const point = text.codePointAt(at) as number;
      const next = at + (point > 0xffff ? 2 : 1);
      if (point >= 0xd800 && point <= 0xdfff) throw halfCharacter(at);
      addUtf8(point, at, next, sink);
      at = next;
    }
  },
  tokenOf: (id) => (id < 256 ? `<0x${id.toString(16).toUpperCase().padStart(2, '0')}>` : undefined),
  idOf: (token) => (/^<0x[\dA-F]{2}>$/.test(token) ? Number.parseInt(token.slice(3, 5), 16) : undefined),
  decoder: (): DecodeStream => utf8DecodeStream(),
};

function addUtf8(point: number, start: number, end: number, sink: TokenSink): void {
  if (point < 0x80) {
    sink.add(point, start, end);
    return;
  }
  const length = point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4;
  const lead = [0, 0, 0xc0, 0xe0, 0xf0][length] as number;
  sink.add(lead | (point >> (6 * (length - 1))), start, end);
  for (let i = length - 2; i >= 0; i--) sink.add(0x80 | ((point >> (6 * i)) & 0x3f), start, end);
}

function halfCharacter(at: number): ArgumentError {
  return new ArgumentError('The text holds half of a surrogate pair, which UTF-8 cannot express', {
    received: `position ${at}`,
    hint: 'Pass text.toWellFormed().',
  });
}
