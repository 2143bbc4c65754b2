import { ArgumentError } from '@fm/core';
import { byteLevelDecoder } from '../decoders/byte-level.ts';
import { bpe } from '../models/bpe/bpe.ts';
import { AlignedText } from '../pipeline/aligned-text.ts';
import { byteLevelPreTokenizer } from '../pre-tokenizers/byte-level.ts';
import type { PreTokenizerPart } from '../pre-tokenizers/pre-tokenizer-part.ts';
import { preTokenizerSequence } from '../pre-tokenizers/sequence.ts';
import { split } from '../pre-tokenizers/split.ts';
import { TextTokenizer } from '../text-tokenizer.ts';
import { type TiktokenEncoding, type TiktokenEncodingName, tiktokenEncodings } from './encodings.ts';
import { readRankFile } from './rank-file.ts';
import { recoverMerges } from './recover-merges.ts';

/** Options of {@link readTiktoken}. */
export interface ReadTiktokenOptions {
  /** What the file does not say: the name of one of OpenAI's encodings, or a pattern and control tokens. */
  readonly encoding: TiktokenEncodingName | TiktokenEncoding;
  /** The special token that ends a text. @default `<|endoftext|>` where it is special */
  readonly endOfText?: string;
}

/**
 * The tokenizer of a tiktoken rank file: ordinary stages (`Split`, `ByteLevel`, BPE) that give tiktoken's ids, and can
 * be saved as `tokenizer.json`.
 *
 * @param file - bytes or text of a `.tiktoken` file
 * @throws {FormatError} when the file is damaged
 * @throws {ArgumentError} when there is no encoding of the name, a control token has the id or the spelling of another
 *   token, or the pattern leaves one whole, so that typed text would become it
 * @throws {UnsupportedError} when the pattern is one that JavaScript cannot say
 * @example
 * ```ts
 * import { readTiktoken, tiktokenEncodings } from '@fm/lm/tokenizer';
 *
 * // A rank file of the letters a and b and the token ab; those of OpenAI are read with `encoding: 'cl100k_base'`.
 * const { pattern } = tiktokenEncodings.cl100k_base;
 * const encoding = { pattern, specialTokens: { '<|endoftext|>': 3 } };
 * const tokenizer = readTiktoken('YQ== 0\nYg== 1\nYWI= 2\n', { encoding });
 * tokenizer.encode('abba').ids; // => Uint32Array [2, 1, 0]
 * ```
 */
export function readTiktoken(
  file: Uint8Array | string,
  { encoding, endOfText }: ReadTiktokenOptions,
): TextTokenizer {
  const { pattern, specialTokens } = typeof encoding === 'string' ? encodingOf(encoding) : encoding;
  const entries = readRankFile(file);
  const cut = split({ Regex: withPortableEnd(pattern) });
  const special = Object.entries(specialTokens);
  checkSpecialTokens(special, entries);
  if (typeof encoding !== 'string') for (const [token] of special) checkIsCut(token, cut);
  const merges = recoverMerges(entries);
  for (const [token, id] of special) entries.set(token, id);
  const parts = {
    preTokenizer: preTokenizerSequence([
      cut,
      byteLevelPreTokenizer({ addPrefixSpace: false, trimOffsets: true, useRegex: false }),
    ]),
    model: bpe(entries, merges, { ignoreMerges: true }),
    decoder: byteLevelDecoder(),
    addedTokens: special
      .toSorted(([, a], [, b]) => a - b)
      .map(([content]) => ({ content, special: true, normalized: false })),
  };
  return new TextTokenizer(parts, { endOfText });
}

function encodingOf(name: TiktokenEncodingName): TiktokenEncoding {
  if (Object.hasOwn(tiktokenEncodings, name)) return tiktokenEncodings[name];
  throw new ArgumentError('There is no tiktoken encoding of this name', {
    expected: Object.keys(tiktokenEncodings).join(', '),
    received: name,
  });
}

/** Control tokens are part of the vocabulary, as in tokenizer files whose ids have gaps. */
function checkSpecialTokens(
  special: readonly (readonly [string, number])[],
  ranks: ReadonlyMap<string, number>,
): void {
  const wanted = new Set(special.map(([, id]) => id));
  const taken = new Set<number>();
  for (const rank of ranks.values()) if (wanted.has(rank)) taken.add(rank);
  for (const [token, id] of special) {
    if (!ranks.has(token) && !taken.has(id) && Number.isInteger(id) && id >= 0) {
      taken.add(id);
      continue;
    }
    throw new ArgumentError('A special token has the id or the spelling of another token', {
      expected: 'ids and spellings of their own',
      received: `${JSON.stringify(token)} with id ${id}`,
    });
  }
}

function checkIsCut(token: string, cut: PreTokenizerPart): void {
  if (cut.split(AlignedText.of(token)).length > 1) return;
  throw new ArgumentError('The pattern leaves a special token whole, so that text could become it', {
    expected: 'a pattern that cuts every special token',
    received: JSON.stringify(token),
  });
}

/** `$` is the end of the text in tiktoken's patterns, but that of a line in tokenizer files. */
function withPortableEnd(pattern: string): string {
  return pattern.replaceAll(/\\.|\[(?:\\.|[^\]])*\]|\$/gsu, (part) => (part === '$' ? '\\z' : part));
}
