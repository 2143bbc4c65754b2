import {
  ArgumentError,
  type DecodeOptions,
  type DecodeStream,
  type EncodeOptions,
  type Encoding,
  type Tokenizer,
} from '@fm/core';
import { splitAtSpecialTokens } from './special-tokens/special-tokens.ts';

/** What one kind of tokenizer does with ordinary text; special tokens are handled around it. */
export interface Segmenter {
  /** Number of ordinary ids; special tokens come after them. */
  readonly size: number;
  /** Most tokens that one UTF-16 code unit can become. */
  readonly maxTokensPerUnit: number;
  /** Tokenizes `text[start, end)`. */
  encode(text: string, start: number, end: number, sink: TokenSink): void;
  tokenOf(id: number): string | undefined;
  idOf(token: string): number | undefined;
  /** A fresh incremental decoder of ordinary ids. */
  decoder(): DecodeStream;
}

/** Where a segmenter puts tokens. */
export interface TokenSink {
  add(id: number, start: number, end: number): void;
}

/** A tokenizer from a segmenter and the special tokens that follow its ids. */
export function composeTokenizer(
  segmenter: Segmenter,
  specialTokens: ReadonlyMap<string, number>,
  endOfText: number | undefined,
): Tokenizer {
  const spellings = new Map([...specialTokens].map(([token, id]) => [id, token]));
  const vocabularySize = segmenter.size + specialTokens.size;

  function encode(text: string, { allowSpecial = 'none' }: EncodeOptions = {}): Encoding {
    const bound = text.length * segmenter.maxTokensPerUnit;
    const ids = new Uint32Array(bound);
    const offsets = new Uint32Array(2 * bound);
    let count = 0;
    const sink: TokenSink = {
      add(id, start, end) {
        ids[count] = id;
        offsets[2 * count] = start;
        offsets[2 * count + 1] = end;
        count++;
      },
    };
    for (const { start, end, special } of splitAtSpecialTokens(text, specialTokens, allowSpecial)) {
      if (special === undefined) segmenter.encode(text, start, end, sink);
      else sink.add(special, start, end);
    }
    return { ids: ids.slice(0, count), offsets: offsets.slice(0, 2 * count) };
  }

  function decodeStream({ skipSpecialTokens = false }: DecodeOptions = {}): DecodeStream {
    const decoder = segmenter.decoder();
    return {
      push(id) {
        if (!Number.isInteger(id) || id < 0 || id >= vocabularySize) {
          throw new ArgumentError('There is no such token id', {
            expected: `an integer in [0, ${vocabularySize})`,
            received: `${id}`,
          });
        }
        const special = spellings.get(id);
        // A control token closes whatever character was open before it.
        return special === undefined ? decoder.push(id) : decoder.end() + (skipSpecialTokens ? '' : special);
      },
      end: () => decoder.end(),
    };
  }

  return {
    vocabularySize,
    specialTokens,
    endOfText,
    encode,
    decode(ids, options) {
      const stream = decodeStream(options);
      const parts: string[] = [];
      for (let i = 0; i < ids.length; i++) parts.push(stream.push(ids[i] as number));
      parts.push(stream.end());
      return parts.join('');
    },
    countTokens: (text, options) => encode(text, options).ids.length,
    tokenOf: (id) => spellings.get(id) ?? segmenter.tokenOf(id),
    idOf: (token) => specialTokens.get(token) ?? segmenter.idOf(token),
    decodeStream,
  };
}

/**
 * The id of the end-of-text token.
 *
 * @throws {ArgumentError} when it is not among the special tokens
 */
export function endOfTextId(
  token: string | undefined,
  specialTokens: ReadonlyMap<string, number>,
): number | undefined {
  if (token === undefined) return specialTokens.get('<|endoftext|>');
  const id = specialTokens.get(token);
  if (id === undefined) {
    throw new ArgumentError('The end-of-text token is not among the special tokens', {
      expected: [...specialTokens.keys()].join(', ') || 'special tokens',
      received: token,
    });
  }
  return id;
}
