import { ArgumentError, type Tokenizer } from '@fm/core';

/** Token ids of a text or of many, in as few bytes as the vocabulary allows. */
export interface TokenSequence {
  /** 16 bits an id where the vocabulary has at most 65,536 of them. */
  readonly ids: Uint16Array | Uint32Array;
  /** Every id is below it. */
  readonly vocabularySize: number;
}

/** Options of {@link tokenizeTexts}. */
export interface TokenizeTextsOptions {
  /**
   * The special token put after every text, or `false` for none.
   *
   * @default the tokenizer's end-of-text token, where it has one and there are several texts
   */
  readonly separator?: string | false;
}

/**
 * Tokenizes texts one after the other and joins the ids.
 *
 * @param texts - one text or many; control tokens spelled out in them stay ordinary text
 * @throws {ArgumentError} when there is no text, or the separator is not a special token
 * @example
 * ```ts
 * import { byteTokenizer, tokenizeTexts } from '@fm/lm';
 *
 * const tokenizer = byteTokenizer({ specialTokens: ['<|endoftext|>'] });
 * Array.from(tokenizeTexts(['a', 'b'], tokenizer).ids); // => [97, 256, 98, 256]
 * ```
 */
export function tokenizeTexts(
  texts: string | Iterable<string>,
  tokenizer: Tokenizer,
  options: TokenizeTextsOptions = {},
): TokenSequence {
  const separator = separatorId(tokenizer, options.separator, typeof texts !== 'string');
  const parts: Uint32Array[] = [];
  let length = 0;
  for (const text of typeof texts === 'string' ? [texts] : texts) {
    const { ids } = tokenizer.encode(text);
    if (ids.length === 0) continue;
    parts.push(ids);
    length += ids.length + (separator === undefined ? 0 : 1);
  }
  const { vocabularySize } = tokenizer;
  const ids = vocabularySize <= 0x1_0000 ? new Uint16Array(length) : new Uint32Array(length);
  let at = 0;
  for (const part of parts) {
    ids.set(part, at);
    at += part.length;
    if (separator !== undefined) ids[at++] = separator;
  }
  if (length === 0) {
    throw new ArgumentError('There is no text to learn from', {
      received: 'no token at all',
      hint: 'Check the path of the data.',
    });
  }
  return { ids, vocabularySize };
}

/**
 * Cuts a sequence in two, for training and validation.
 *
 * @param share - share of the tokens that goes into the first part, in (0, 1)
 * @returns the first `⌊share · tokens⌋` tokens and the rest; both are views of the same memory
 * @throws {ArgumentError} when a part would be empty
 * @example
 * ```ts
 * import { byteTokenizer, splitTokens, tokenizeTexts } from '@fm/lm';
 *
 * const all = tokenizeTexts('to be or not to be', byteTokenizer());
 * const [training, validation] = splitTokens(all, 0.9);
 * [training.ids.length, validation.ids.length]; // => [16, 2]
 * ```
 */
export function splitTokens(sequence: TokenSequence, share: number): readonly [TokenSequence, TokenSequence] {
  const { ids, vocabularySize } = sequence;
  const cut = Math.floor(ids.length * share);
  if (!(cut > 0 && cut < ids.length)) {
    throw new ArgumentError('A split leaves one part empty', {
      expected: 'a share between 0 and 1 that leaves tokens on both sides',
      received: `${share} of ${ids.length} tokens`,
    });
  }
  return [
    { ids: ids.subarray(0, cut), vocabularySize },
    { ids: ids.subarray(cut), vocabularySize },
  ];
}

function separatorId(
  tokenizer: Tokenizer,
  separator: string | false | undefined,
  many: boolean,
): number | undefined {
  if (separator === false) return undefined;
  if (separator === undefined) return many ? tokenizer.endOfText : undefined;
  const id = tokenizer.specialTokens.get(separator);
  if (id === undefined) {
    throw new ArgumentError('The separator is not a special token of the tokenizer', {
      expected: [...tokenizer.specialTokens.keys()].join(', ') || 'a tokenizer with special tokens',
      received: separator,
    });
  }
  return id;
}
