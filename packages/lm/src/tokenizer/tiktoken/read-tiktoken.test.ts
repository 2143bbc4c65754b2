import { ArgumentError, FormatError } from '@fm/core';
import { describe, expect, it } from 'vitest';
import { readTokenizer } from '../tokenizer-json/read-tokenizer.ts';
import { tiktokenEncodings } from './encodings.ts';
import { readRankFile } from './rank-file.ts';
import { readTiktoken } from './read-tiktoken.ts';

/** A rank file of all bytes and then these tokens. */
function rankFile(tokens: readonly string[]): string {
  const bytes = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte));
  const utf8 = tokens.map((token) => String.fromCharCode(...new TextEncoder().encode(token)));
  return [...bytes, ...utf8].map((token, rank) => `${btoa(token)} ${rank}\n`).join('');
}

const tokens = ['he', 'll', 'hell', 'hello', ' w', 'or', ' wor', 'ld', ' world', 'é', '\n\n'];
const encoding = { pattern: tiktokenEncodings.cl100k_base.pattern, specialTokens: { '<|endoftext|>': 300 } };

/** What tiktoken does: a piece that is a token, else the neighbours of the lowest joint rank, again and again. */
function encodeByRank(ranks: ReadonlyMap<string, number>, piece: string): readonly number[] {
  if (ranks.has(piece)) return [ranks.get(piece)!];
  const parts = [...piece];
  for (;;) {
    const joint = parts.slice(1).map((right, i) => ranks.get(parts[i]! + right) ?? Infinity);
    const best = Math.min(Infinity, ...joint);
    if (best === Infinity) return parts.map((part) => ranks.get(part)!);
    const at = joint.indexOf(best);
    parts.splice(at, 2, parts[at]! + parts[at + 1]!);
  }
}

describe('readTiktoken', () => {
  it('encodes and decodes with the ranks as ids', () => {
    const tokenizer = readTiktoken(rankFile(tokens), { encoding });
    const ids = [...tokenizer.encode('hello world\n\né').ids];
    expect(ids.map((id) => tokens[id - 256])).toEqual(['hello', ' world', '\n\n', 'é']);
    expect(tokenizer.decode(ids)).toBe('hello world\n\né');
  });

  it('keeps control tokens out of plain text and at their ids', () => {
    const tokenizer = readTiktoken(rankFile(tokens), { encoding });
    expect(tokenizer.endOfText).toBe(300);
    expect(tokenizer.vocabularySize).toBe(301);
    expect([...tokenizer.encode('<|endoftext|>').ids]).not.toContain(300);
    expect([...tokenizer.encode('he<|endoftext|>', { allowSpecial: 'all' }).ids]).toEqual([256, 300]);
  });

  it('is saved as a tokenizer file with the same ids', () => {
    const tokenizer = readTiktoken(rankFile(tokens), { encoding });
    const saved = readTokenizer(JSON.parse(JSON.stringify(tokenizer)));
    const text = "hello shell'll worlds <|endoftext|> \u00e9\ud800 \n\n\n";
    expect(saved.encode(text).ids).toEqual(tokenizer.encode(text).ids);
    expect(saved.endOfText).toBe(300);
  });

  it('finds the parts that tiktoken would join, also where ranks are in no order of training', () => {
    const shuffled = ['abc', 'bcd', 'cd', 'bc', 'ab', 'zzzz', 'dab', 'abcdab', 'da'];
    const ranks = readRankFile(rankFile(shuffled));
    const tokenizer = readTiktoken(rankFile(shuffled), {
      encoding: { pattern: '[a-z]+', specialTokens: {} },
    });
    for (let i = 0; i < 3 ** 7; i++) {
      const text = Array.from(
        i.toString(3).padStart(7, '0'),
        (digit) => 'abcdz'[Number(digit) + (i % 3)],
      ).join('');
      expect([...tokenizer.encode(text).ids], text).toEqual(encodeByRank(ranks, text));
    }
  });

  it('takes $ for the end of the text', () => {
    const pattern = String.raw`[$a]|\s+$|\s`;
    const tokenizer = readTiktoken(rankFile(['\n\n']), { encoding: { pattern, specialTokens: {} } });
    const count = (text: string): number => tokenizer.encode(text).ids.length;
    expect([count('\n\n'), count('\n\na')]).toEqual([1, 3]);
  });

  it('refuses control tokens that are not apart from text', () => {
    const read = (specialTokens: Record<string, number>, pattern = encoding.pattern): unknown =>
      readTiktoken(rankFile(tokens), { encoding: { pattern, specialTokens } });
    expect(() => read({ '<end>': 256 })).toThrow(ArgumentError);
    expect(() => read({ '<end>': 400 }, String.raw`\S+`)).toThrow(/leaves a special token whole/u);
    expect(() => read({ '<end>': 400 })).not.toThrow();
  });
});

describe('readRankFile', () => {
  it('reads bytes with any line ends', () => {
    const file = new TextEncoder().encode('IQ== 0\r\nIg== 1\n\nISI= 2');
    expect([...readRankFile(file)]).toEqual([
      ['!', 0],
      ['"', 1],
      ['!"', 2],
    ]);
  });

  it.each([
    ['no rank', 'IQ==\n'],
    ['a rank that is no number', 'IQ== 1x\n'],
    ['a rank that is too large', 'IQ== 99999999999\n'],
    ['no base64', 'I?== 1\n'],
    ['a token twice', 'IQ== 0\nIQ== 1\n'],
    ['a rank twice', 'IQ== 0\nIg== 0\n'],
  ])('refuses %s', (_, file) => {
    expect(() => readRankFile(file)).toThrow(FormatError);
  });
});

describe('tiktokenEncodings', () => {
  it('has every control token of gpt-oss once', () => {
    const { specialTokens } = tiktokenEncodings.o200k_harmony;
    const ids = Object.values(specialTokens);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 1090 }, (_, i) => 199_998 + i));
    expect(specialTokens['<|channel|>']).toBe(200_005);
  });
});

it('refuses a name that is no encoding, even one that every object has', () => {
  for (const name of ['toString', 'cl200k_base']) {
    expect(() => readTiktoken(rankFile(tokens), { encoding: name as 'cl100k_base' })).toThrow(ArgumentError);
  }
});
