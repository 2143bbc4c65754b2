import { ArgumentError, FormatError, type Tokenizer, UnsupportedError } from '@fm/core';
import { describe, expect, it } from 'vitest';
import { byteTokenizer, characterTokenizer, readTokenizer } from './index.ts';

const end = '<|endoftext|>';
const texts = [
  '',
  'a',
  'hello world',
  'naïve café',
  'x😀y👩‍👩‍👧',
  '\u0000\n\r\t',
  `a${end}b`,
  '日本語\uFEFF!',
  '\uFEFFbom',
];
const everything = [...new Set(texts.join(''))].join('');
const kinds: readonly (readonly [string, Tokenizer])[] = [
  ['characters', characterTokenizer(everything, { specialTokens: [end] })],
  ['bytes', byteTokenizer({ specialTokens: [end, '<|end|>'] })],
];

describe.each(kinds)('a tokenizer of %s', (_, tokenizer) => {
  it.each(texts)('decodes what it encodes: %j', (text) => {
    expect(tokenizer.decode(tokenizer.encode(text).ids)).toBe(text);
    expect(tokenizer.decode(tokenizer.encode(text, { allowSpecial: 'all' }).ids)).toBe(text);
  });

  it.each(texts)('emits whole characters when it decodes id by id: %j', (text) => {
    const stream = tokenizer.decodeStream();
    const pieces = Array.from(tokenizer.encode(text).ids, (id) => stream.push(id));
    pieces.push(stream.end());
    expect(pieces.join('')).toBe(text);
    for (const piece of pieces) expect(piece.isWellFormed() && !piece.includes('\uFFFD')).toBe(true);
  });

  it('gives offsets that cut the text at whole characters', () => {
    for (const text of texts) {
      const { ids, offsets } = tokenizer.encode(text);
      expect(offsets.length).toBe(2 * ids.length);
      let covered = 0;
      for (let i = 0; i < ids.length; i++) {
        const [from = -1, to = -1] = offsets.subarray(2 * i, 2 * i + 2);
        expect(from === covered || to === covered).toBe(true);
        expect([...text.slice(from, to)]).toHaveLength(1);
        covered = to;
      }
      expect(covered).toBe(text.length);
    }
  });

  it('takes a spelled-out control token for text unless asked', () => {
    const id = tokenizer.specialTokens.get(end);
    expect(Array.from(tokenizer.encode(`a${end}`).ids)).not.toContain(id);
    expect(Array.from(tokenizer.encode(`a${end}`, { allowSpecial: 'all' }).ids)).toEqual([
      tokenizer.encode('a').ids[0],
      id,
    ]);
    expect(Array.from(tokenizer.encode(`a${end}`, { allowSpecial: new Set([end]) }).offsets)).toEqual([
      0,
      1,
      1,
      1 + end.length,
    ]);
  });

  it('can leave control tokens out of the text', () => {
    const { ids } = tokenizer.encode(`a${end}b`, { allowSpecial: 'all' });
    expect(tokenizer.decode(ids, { skipSpecialTokens: true })).toBe('ab');
  });

  it('counts what it encodes and knows the end of a text', () => {
    for (const text of texts) expect(tokenizer.countTokens(text)).toBe(tokenizer.encode(text).ids.length);
    expect(tokenizer.endOfText).toBe(tokenizer.specialTokens.get(end));
  });

  it('maps every id to its spelling and back', () => {
    for (let id = 0; id < tokenizer.vocabularySize; id++)
      expect(tokenizer.idOf(tokenizer.tokenOf(id) ?? '')).toBe(id);
    expect(tokenizer.tokenOf(tokenizer.vocabularySize)).toBeUndefined();
    expect(tokenizer.idOf('no such token')).toBeUndefined();
  });

  it('refuses ids that do not exist', () => {
    for (const id of [-1, 0.5, tokenizer.vocabularySize, Number.NaN])
      expect(() => tokenizer.decode([id])).toThrow(ArgumentError);
  });

  it('refuses to recognise a token that is not special', () => {
    expect(() => tokenizer.encode('a', { allowSpecial: new Set(['<|other|>']) })).toThrow(ArgumentError);
  });

  it('comes back from its JSON', () => {
    const copy = readTokenizer(JSON.parse(JSON.stringify(tokenizer)));
    expect(copy.vocabularySize).toBe(tokenizer.vocabularySize);
    expect([...copy.specialTokens]).toEqual([...tokenizer.specialTokens]);
    for (const text of texts)
      expect(copy.encode(text, { allowSpecial: 'all' })).toEqual(
        tokenizer.encode(text, { allowSpecial: 'all' }),
      );
  });
});

describe('characterTokenizer', () => {
  it('numbers characters by code point, special tokens after them', () => {
    const tokenizer = characterTokenizer('cab😀\uFFFDb', {
      specialTokens: ['<pad>', '<unk>'],
      unknownToken: '<unk>',
    });
    expect(tokenizer.characters).toEqual(['a', 'b', 'c', '\uFFFD', '😀']);
    expect([...tokenizer.specialTokens]).toEqual([
      ['<pad>', 5],
      ['<unk>', 6],
    ]);
  });

  it('names the character it does not know', () => {
    expect(() => characterTokenizer('abc').encode('ab😀')).toThrow(/"😀" \(U\+1F600\) at 2/);
  });

  it('gives the unknown token where it has one, before and after saving', () => {
    const tokenizer = characterTokenizer('abc', { specialTokens: ['<unk>'], unknownToken: '<unk>' });
    for (const each of [tokenizer, readTokenizer(JSON.parse(JSON.stringify(tokenizer)))]) {
      expect(Array.from(each.encode('axé').ids)).toEqual([0, 3, 3]);
    }
  });

  it('refuses an empty text, half a character and unknown control tokens', () => {
    expect(() => characterTokenizer('')).toThrow(ArgumentError);
    expect(() => characterTokenizer('a\uD83D')).toThrow(ArgumentError);
    expect(() => characterTokenizer('a', { unknownToken: '<unk>' })).toThrow(ArgumentError);
    expect(() => characterTokenizer('a', { endOfText: '</s>' })).toThrow(ArgumentError);
    for (const specialTokens of [['<x>', '<x>'], ['x'], ['']])
      expect(() => characterTokenizer('a', { specialTokens })).toThrow(ArgumentError);
  });
});

describe('byteTokenizer', () => {
  it('replaces bytes that are no UTF-8, and what is left open at the end', () => {
    const tokenizer = byteTokenizer({ specialTokens: [end] });
    expect(tokenizer.decode([0x61, 0xff, 0x62])).toBe('a\uFFFDb');
    expect(tokenizer.decode([0xf0, 0x9f, 0x98])).toBe('\uFFFD');
    expect(tokenizer.decode([0xc3, 256])).toBe(`\uFFFD${end}`);
  });

  it('prefers the longest of several control tokens', () => {
    const tokenizer = byteTokenizer({ specialTokens: ['<a', '<a>'] });
    expect(Array.from(tokenizer.encode('<a><a', { allowSpecial: 'all' }).ids)).toEqual([257, 256]);
  });

  it('takes half of a surrogate pair for U+FFFD, as UTF-8 does', () => {
    expect(Array.from(byteTokenizer().encode('a\uD83D').ids)).toEqual([0x61, 0xef, 0xbf, 0xbd]);
  });
});

describe('readTokenizer', () => {
  const saved = JSON.parse(JSON.stringify(characterTokenizer('abc', { specialTokens: [end] })));

  it('refuses what is no tokenizer file', () => {
    for (const json of [
      null,
      3,
      {},
      { version: '2.0', model: {} },
      { ...saved, added_tokens: [{ id: 'x' }] },
    ])
      expect(() => readTokenizer(json)).toThrow(FormatError);
  });

  it('names the field that is damaged', () => {
    expect(() => readTokenizer({ ...saved, added_tokens: [{ id: -1, content: 'x' }] })).toThrow(
      /added_tokens\[0\].id/,
    );
    expect(() => readTokenizer({ ...saved, pre_tokenizer: { type: 'Split' } })).toThrow(/pre_tokenizer/);
    expect(() => readTokenizer({ ...saved, model: { ...saved.model, vocab: { a: 0.5 } } })).toThrow(/vocab/);
  });

  it('says so when a part is of a kind it does not know', () => {
    for (const part of ['normalizer', 'pre_tokenizer', 'post_processor', 'decoder', 'model'])
      expect(() => readTokenizer({ ...saved, [part]: { type: 'Other' } })).toThrow(UnsupportedError);
  });

  it('refuses an end of text that is not in the vocabulary', () => {
    expect(() => readTokenizer(saved, { endOfText: '</s>' })).toThrow(ArgumentError);
  });
});
