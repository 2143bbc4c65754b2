import { ArgumentError, FormatError } from '@fm/core';
import { describe, expect, it } from 'vitest';
import { bpe, type Bpe, type BpeOptions } from './bpe.ts';
import { readBpe } from './bpe-json.ts';
import type { SpelledMerge } from './merge-list.ts';

type Row = readonly [token: string, start: number, end: number];

function model(tokens: readonly string[], merges: readonly SpelledMerge[], options?: BpeOptions): Bpe {
  return bpe(new Map(tokens.map((token, id) => [token, id])), merges, options);
}

function tokenize(tokenizer: Bpe, text: string): readonly Row[] {
  const rows: Row[] = [];
  tokenizer.tokenize(text, { add: (id, start, end) => rows.push([tokenizer.tokenOf(id)!, start, end]) });
  return rows;
}

describe('bpe', () => {
  it('merges the earliest pair of the list first, and the leftmost among equals', () => {
    const lower = model(['a', 'b', 'c', 'ab', 'bc', 'aa'], ['b c', 'a b', 'a a']);
    expect(tokenize(lower, 'abc')).toEqual([
      ['a', 0, 1],
      ['bc', 1, 3],
    ]);
    expect(tokenize(lower, 'aaa')).toEqual([
      ['aa', 0, 2],
      ['a', 2, 3],
    ]);
  });

  it('lets the last of two equal merges decide the rank', () => {
    const doubled = model(['a', 'b', 'c', 'ab', 'bc'], ['a b', 'b c', 'a b']);
    expect(tokenize(doubled, 'abc').map(([token]) => token)).toEqual(['a', 'bc']);
  });

  it('looks characters up with the prefix inside a word and the suffix at its end', () => {
    const affixes = model(['a', '##b', '##c</w>', 'ab', '##bc</w>'], [['a', '##b']], {
      continuingSubwordPrefix: '##',
      endOfWordSuffix: '</w>',
    });
    expect(tokenize(affixes, 'abc')).toEqual([
      ['ab', 0, 2],
      ['##c</w>', 2, 3],
    ]);
  });

  it('gives one unknown token per character, or one per run where they are fused', () => {
    const tokens = ['?', 'a'];
    expect(tokenize(model(tokens, [], { unknownToken: '?' }), 'xya')).toEqual([
      ['?', 0, 1],
      ['?', 1, 2],
      ['a', 2, 3],
    ]);
    expect(tokenize(model(tokens, [], { unknownToken: '?', fuseUnknown: true }), 'xy😀a')).toEqual([
      ['?', 0, 4],
      ['a', 4, 5],
    ]);
  });

  it('leaves unknown characters out where there is no unknown token', () => {
    expect(tokenize(model(['a'], []), 'xa')).toEqual([['a', 1, 2]]);
  });

  it('complains about an unknown token that is not in the vocabulary when one is needed', () => {
    const broken = model(['a'], [], { unknownToken: '<unk>' });
    expect(tokenize(broken, 'a')).toEqual([['a', 0, 1]]);
    expect(() => tokenize(broken, 'b')).toThrow(FormatError);
  });

  it('spells an unknown character as bytes, each of which covers the whole character', () => {
    const bytes = model(['<0xC3>', '<0xA9>', 'a'], [], { byteFallback: true });
    expect(tokenize(bytes, 'aé')).toEqual([
      ['a', 0, 1],
      ['<0xC3>', 1, 2],
      ['<0xA9>', 1, 2],
    ]);
  });

  it('treats a lone surrogate as U+FFFD', () => {
    expect(tokenize(model(['\uFFFD'], []), '\uD800')).toEqual([['\uFFFD', 0, 1]]);
  });

  it('takes a piece that is a token as it is where merges are ignored', () => {
    const tokens = ['a', 'b', 'ab'];
    expect(tokenize(model(tokens, [], { ignoreMerges: true }), 'ab')).toEqual([['ab', 0, 2]]);
    expect(tokenize(model(tokens, []), 'ab')).toHaveLength(2);
  });

  it('keeps tokens that are named like properties of objects', () => {
    const names = model(['__proto__', 'hasOwnProperty'], [], { ignoreMerges: true });
    expect(tokenize(names, '__proto__')).toEqual([['__proto__', 0, 9]]);
    expect(tokenize(names, 'toString')).toEqual([]);
    expect(readBpe(JSON.parse(JSON.stringify(names))).idOf('__proto__')).toBe(0);
  });

  it('refuses a merge whose tokens the vocabulary lacks, or that is no pair', () => {
    expect(() => model(['a', 'b'], ['a b'])).toThrow(/Merge 0 .*\n.*\n.*"ab"/u);
    expect(() => model(['a', 'b'], ['a b c'])).toThrow(FormatError);
    expect(() => model(['a', 'b'], ['ab'])).toThrow(FormatError);
  });
});

describe('dropout', () => {
  const tokens = ['a', 'b', 'ab', 'abab'];
  const merges = ['a b', 'ab ab'];

  it('makes no merge at 1 and every merge at 0', () => {
    expect(tokenize(model(tokens, merges, { dropout: 1 }), 'abab')).toHaveLength(4);
    expect(tokenize(model(tokens, merges, { dropout: 0 }), 'abab')).toHaveLength(1);
  });

  it('gives the same segmentations in the same order for the same seed, and others for another', () => {
    const draw = (seed: number): readonly number[] => {
      const varied = model(tokens, merges, { dropout: 0.5, seed });
      return Array.from({ length: 40 }, () => tokenize(varied, 'abab').length);
    };
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    expect(new Set(draw(1)).size).toBeGreaterThan(1);
  });

  it('refuses what is no probability', () => {
    expect(() => model(tokens, merges, { dropout: 1.5 })).toThrow(ArgumentError);
  });
});

describe('readBpe', () => {
  it('reads what JSON.stringify wrote', () => {
    const written = model(['<unk>', 'a', 'b', 'a b', 'ab'], [['a', 'b']], {
      dropout: 0.25,
      unknownToken: '<unk>',
      fuseUnknown: true,
      byteFallback: true,
      endOfWordSuffix: '',
    });
    const json: unknown = JSON.parse(JSON.stringify(written));
    expect(JSON.parse(JSON.stringify(readBpe(json)))).toEqual(json);
  });

  it('reads merges as strings, and files without the later fields', () => {
    const old = readBpe({ vocab: { a: 0, b: 1, ab: 2 }, merges: ['a b'] });
    expect(tokenize(old, 'ab')).toEqual([['ab', 0, 2]]);
  });

  it('names the field that is damaged', () => {
    expect(() => readBpe({ vocab: { a: -1 }, merges: [] })).toThrow(/vocab\.a/u);
    expect(() => readBpe({ vocab: {}, merges: ['a', 5] })).toThrow(/merges/u);
    expect(() => readBpe({ vocab: {}, merges: [], dropout: 2 })).toThrow(/dropout/u);
  });
});
