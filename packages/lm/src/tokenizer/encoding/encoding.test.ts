import { ArgumentError } from '@fm/core';
import { describe, expect, it } from 'vitest';
import { fuseDecoder } from '../decoders/fuse.ts';
import { bpe } from '../models/bpe/bpe.ts';
import { unigram } from '../models/unigram/unigram.ts';
import { wordLevel } from '../models/word-level/word-level.ts';
import { bertProcessing } from '../post-processors/bert.ts';
import { byteLevelPreTokenizer } from '../pre-tokenizers/byte-level.ts';
import { whitespaceSplit } from '../pre-tokenizers/whitespace.ts';
import { byteTokenizer } from '../byte/byte-tokenizer.ts';
import { TextTokenizer } from '../text-tokenizer.ts';

const vocabulary = ['[UNK]', '[CLS]', '[SEP]', '[PAD]', 'the', 'dog', 'fox', '😀', 'é'];
const words = new TextTokenizer(
  {
    model: wordLevel(new Map(vocabulary.map((word, id) => [word, id])), { unknownToken: '[UNK]' }),
    preTokenizer: whitespaceSplit(),
    postProcessor: bertProcessing({ cls: ['[CLS]', 1], sep: ['[SEP]', 2] }),
    decoder: fuseDecoder(),
    addedTokens: ['[UNK]', '[CLS]', '[SEP]', '[PAD]'].map((content) => ({ content, special: true })),
  },
  { padToken: '[PAD]' },
);

describe('TokenEncoding', () => {
  const text = '😀 the  é dog';
  const encoding = words.encode(text, { pair: 'fox the' });

  it('leads from characters to tokens and words, and back', () => {
    expect(encoding.tokens).toEqual(['[CLS]', '😀', 'the', 'é', 'dog', '[SEP]', 'fox', 'the', '[SEP]']);
    expect(encoding.tokenToChars(1)).toEqual([0, 2]);
    expect(encoding.tokenToChars(4)).toEqual([10, 13]);
    expect(encoding.tokenToChars(0)).toBeUndefined();
    expect(encoding.tokenToChars(99)).toBeUndefined();
    expect([0, 1, 2, 3, 6, 12, 13].map((at) => encoding.charToToken(at))).toEqual([
      1,
      1,
      undefined,
      2,
      undefined,
      4,
      undefined,
    ]);
    expect(encoding.charToToken(4, 1)).toBe(7);
    expect(encoding.charToWord(4, 1)).toBe(1);
    expect(encoding.charToWord(2)).toBeUndefined();
    expect(encoding.wordToTokens(1)).toEqual([2, 3]);
    expect(encoding.wordToTokens(1, 1)).toEqual([7, 8]);
    expect(encoding.wordToTokens(9)).toBeUndefined();
    expect(encoding.wordToChars(3)).toEqual([10, 13]);
    expect(encoding.tokenToWord(7)).toBe(1);
    expect([0, 1, 6].map((token) => encoding.tokenToSequence(token))).toEqual([undefined, 0, 1]);
  });

  it('counts offsets in UTF-16 units, code points or bytes', () => {
    expect([...encoding.offsets.subarray(2, 10)]).toEqual([0, 2, 3, 6, 8, 9, 10, 13]);
    const points = words.encode(text, { unit: 'codePoint' });
    expect([...points.offsets.subarray(2, 10)]).toEqual([0, 1, 2, 5, 7, 8, 9, 12]);
    expect(points.charToToken(0)).toBe(1);
    const bytes = words.encode(text, { unit: 'byte' });
    expect([...bytes.offsets.subarray(2, 10)]).toEqual([0, 4, 5, 8, 10, 12, 13, 16]);
  });

  it('covers a whole character with each of its bytes', () => {
    const bytes = byteTokenizer().encode('aé😀');
    expect([...bytes.offsets]).toEqual([0, 1, 1, 2, 1, 2, 2, 4, 2, 4, 2, 4, 2, 4]);
    expect(bytes.charToToken(1)).toBe(1);
    expect(bytes.charToToken(3)).toBe(3);
  });

  it('covers every token of a word that has several', () => {
    const each = byteTokenizer().encode('ab');
    expect(each.wordToTokens(0)).toEqual([0, 2]);
    expect(each.wordToChars(0)).toEqual([0, 2]);
  });
});

describe('truncation', () => {
  it('gives the rest of a text in pieces that overlap', () => {
    const encoding = words.encode('the dog fox the dog', { truncation: { maxLength: 5, stride: 1 } });
    const pieces = [encoding, ...encoding.overflowing];
    expect(pieces.map(({ tokens }) => tokens.slice(1, -1).join(' '))).toEqual(['the dog fox', 'fox the dog']);
    expect(encoding.overflowing[0]?.tokenToChars(1)).toEqual([8, 11]);
  });

  it('refuses lengths that make no sense', () => {
    const cases = [
      { maxLength: -1 },
      { maxLength: 1.5 },
      { maxLength: 1 },
      { maxLength: 4, stride: 2 },
      { maxLength: 4, strategy: 'onlySecond' },
    ] as const;
    for (const truncation of cases)
      expect(() => words.encode('the dog fox the dog', { truncation })).toThrow(ArgumentError);
  });

  it('keeps no token of the text where control tokens take all the room', () => {
    const encoding = words.encode('the dog', { truncation: { maxLength: 2 } });
    expect(encoding.tokens).toEqual(['[CLS]', '[SEP]']);
    expect(encoding.overflowing.map(({ tokens }) => tokens)).toEqual([['[CLS]', 'the', 'dog', '[SEP]']]);
  });
});

describe('padding', () => {
  it('makes a batch equally long with the padding token of the tokenizer', () => {
    const batch = words.encodeBatch(['the', ['dog', 'fox the']], {
      padding: { direction: 'left', multipleOf: 4 },
    });
    expect(batch.map(({ ids }) => [...ids])).toEqual([
      [3, 3, 3, 3, 3, 1, 4, 2],
      [3, 3, 1, 5, 2, 6, 4, 2],
    ]);
    expect([...(batch[1]?.attentionMask ?? [])]).toEqual([0, 0, 1, 1, 1, 1, 1, 1]);
    expect(batch[1]?.wordToTokens(1, 1)).toEqual([6, 7]);
  });

  it('refuses a padding token that is not there', () => {
    expect(() => words.encode('the', { padding: { token: '<none>' } })).toThrow(ArgumentError);
    expect(() => words.encode('the', { padding: { length: -3 } })).toThrow(ArgumentError);
    expect(() => byteTokenizer().encode('the', { padding: {} })).toThrow(ArgumentError);
  });

  it('pads the pieces that overflow too', () => {
    const encoding = words.encode('the dog fox', { truncation: { maxLength: 4 }, padding: { length: 5 } });
    expect([encoding, ...encoding.overflowing].map(({ length }) => length)).toEqual([5, 5]);
  });
});

describe('control tokens in text', () => {
  const special = { content: '</s>', special: true, normalized: false };
  const pieces = [
    ['<unk>', 0],
    ['</s>', 0],
    ['<', -3],
    ['/', -3],
    ['s', -3],
    ['>', -3],
    ['x', -3],
  ] as const;

  it('do not come from a model that could spell them', () => {
    const tokenizer = new TextTokenizer({ model: unigram(pieces, { unknownId: 0 }), addedTokens: [special] });
    expect([...tokenizer.encode('x</s>').ids]).toEqual([6, 2, 3, 4, 5]);
    expect([...tokenizer.encode('x</s>').offsets]).toEqual([0, 1, 1, 2, 2, 3, 3, 4, 4, 5]);
    expect(tokenizer.countTokens('x</s>')).toBe(5);
    expect([...tokenizer.encode('x</s>', { allowSpecial: 'all' }).ids]).toEqual([6, 1]);
    expect(tokenizer.countTokens('x</s>', { allowSpecial: 'all' })).toBe(2);
    expect([...words.encode('the [SEP] dog').ids]).toEqual([1, 4, 0, 0, 5, 2]);
  });

  it('cost time in proportion to the text', () => {
    const tokenizer = new TextTokenizer({ model: unigram(pieces, { unknownId: 0 }), addedTokens: [special] });
    expect(tokenizer.encode('</s>'.repeat(20_000)).ids).toHaveLength(80_000);
  });

  it('are found beside other added tokens, which can be turned off', () => {
    const tool = { content: '<tool>', special: false };
    const entries = new Map([...'<tol>/s'].map((character, id) => [character, id]));
    const tokenizer = new TextTokenizer({ model: bpe(entries, []), addedTokens: [tool, special] });
    expect([...tokenizer.encode('<tool></s>').ids]).toEqual([7, 0, 5, 6, 4]);
    expect([...tokenizer.encode('<tool></s>', { allowAdded: false }).ids]).toEqual([
      0, 1, 2, 2, 3, 4, 0, 5, 6, 4,
    ]);
    const both = { allowAdded: true, allowSpecial: new Set(['</s>']) };
    expect([...tokenizer.encode('<tool></s>', both).ids]).toEqual([7, 8]);
  });
});

describe('a tokenizer with an awkward vocabulary', () => {
  it('finds tokens that are spelled like properties of every object', () => {
    const names = ['__proto__', 'constructor', 'hasOwnProperty', 'toString'];
    const tokenizer = new TextTokenizer({
      model: wordLevel(new Map(names.slice(0, 2).map((name, id) => [name, id]))),
      preTokenizer: whitespaceSplit(),
      addedTokens: names.slice(2).map((content) => ({ content })),
    });
    expect([...tokenizer.encode(names.join(' ')).ids]).toEqual([0, 1, 2, 3]);
    expect(tokenizer.idOf('valueOf')).toBeUndefined();
    expect(tokenizer.tokenOf(2)).toBe('hasOwnProperty');
  });

  it('says where a text has something without a token', () => {
    const tokenizer = new TextTokenizer({
      model: wordLevel(new Map([['a', 0]])),
      preTokenizer: whitespaceSplit(),
    });
    expect(() => tokenizer.encode('a  bc a')).toThrow(/"bc" at 3/);
  });

  it('keeps U+FEFF and NUL, and takes lone surrogates for U+FFFD', () => {
    const tokenizer = byteTokenizer();
    const text = '\uFEFFa\u0000\uFEFF';
    expect(tokenizer.decode(tokenizer.encode(text).ids)).toBe(text);
    expect(tokenizer.decode(tokenizer.encode('\uDC00x').ids)).toBe('\uFFFDx');
    expect([...tokenizer.encode('\uDC00x').offsets]).toEqual([0, 1, 0, 1, 0, 1, 1, 2]);
  });

  it('trims no offsets where nothing asks for it', () => {
    const entries = new Map([
      ['Ġ', 0],
      ['a', 1],
    ] as const);
    const tokenizer = new TextTokenizer({
      model: bpe(entries, []),
      preTokenizer: byteLevelPreTokenizer({ addPrefixSpace: true }),
    });
    expect([...tokenizer.encode('a a').offsets]).toEqual([0, 1, 0, 1, 1, 2, 2, 3]);
  });
});
