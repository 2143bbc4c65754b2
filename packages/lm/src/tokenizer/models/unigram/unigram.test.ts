import { describe, expect, it } from 'vitest';
import type { TokenizerModel } from '../../pipeline/stage.ts';
import { unigram } from './unigram.ts';
import { readUnigram } from './unigram-json.ts';

function tokens(model: TokenizerModel, text: string): [string | undefined, number, number][] {
  const list: [string | undefined, number, number][] = [];
  model.tokenize(text, { add: (id, start, end) => list.push([model.tokenOf(id), start, end]) });
  return list;
}

const unknown = ['<unk>', 0] as const;
// The vocabulary of the reference's own example.
const letters = unigram(
  [unknown, ['a', 0], ['b', 0], ['c', 0], ['d', 0], ['cd', 1], ['ab', 2], ['abc', 5], ['abcd', 10]],
  { unknownId: 0 },
);

describe('unigram', () => {
  it('takes the most probable cut and fuses unknown neighbours', () => {
    expect(tokens(letters, 'abcdacdxx')).toEqual([
      ['abcd', 0, 4],
      ['a', 4, 5],
      ['cd', 5, 7],
      ['<unk>', 7, 9],
    ]);
  });

  it('keeps the cut found first where two have one score', () => {
    const model = unigram([unknown, ['a', -1], ['b', -1], ['c', -1], ['ab', -2], ['bc', -2]], {
      unknownId: 0,
    });
    expect(tokens(model, 'abc').map(([token]) => token)).toEqual(['a', 'bc']);
  });

  it('counts places in UTF-16 units and treats a lone surrogate as U+FFFD', () => {
    const model = unigram([unknown, ['😀', -1], ['\ufffd', -1]], { unknownId: 0 });
    expect(tokens(model, '😀\ud800𝕏')).toEqual([
      ['😀', 0, 2],
      ['\ufffd', 2, 3],
      ['<unk>', 3, 5],
    ]);
  });

  it('spells unknown characters with bytes only where it has all of them', () => {
    const model = unigram([unknown, ['<0xC3>', -1], ['<0xA9>', -1]], { unknownId: 0, byteFallback: true });
    expect(tokens(model, 'é')).toEqual([
      ['<0xC3>', 0, 1],
      ['<0xA9>', 0, 1],
    ]);
    expect(tokens(model, 'é!')).toEqual([['<unk>', 0, 2]]);
  });

  it('fuses the unknown token spelled out in a text with its unknown neighbours', () => {
    expect(tokens(letters, 'x<unk>a')).toEqual([
      ['<unk>', 0, 6],
      ['a', 6, 7],
    ]);
  });

  it('refuses an unknown character when it has no unknown token', () => {
    expect(() => tokens(unigram([['a', -1]]), 'ab')).toThrow(/no unknown token[^]*"b"/);
  });

  it('draws cuts with their probabilities', () => {
    // Scores of the three cuts of 'abc': a·b·c -3, ab·c -1.5, a·bc -2.
    const model = unigram([unknown, ['a', -1], ['b', -1], ['c', -1], ['ab', -0.5], ['bc', -1]], {
      unknownId: 0,
    });
    const draws = 2000;
    const counts = new Map<string, number>();
    for (let seed = 0; seed < draws; seed++) {
      const cut: string[] = [];
      model.sample('abc', { alpha: 2, seed }, { add: (id) => cut.push(model.tokenOf(id) ?? '') });
      counts.set(cut.join('|'), (counts.get(cut.join('|')) ?? 0) + 1);
    }
    const weights = new Map([
      ['a|b|c', Math.exp(-6)],
      ['ab|c', Math.exp(-3)],
      ['a|bc', Math.exp(-4)],
    ]);
    const sum = [...weights.values()].reduce((a, b) => a + b);
    for (const [cut, weight] of weights) {
      const p = weight / sum;
      const deviation = Math.sqrt(draws * p * (1 - p));
      expect(Math.abs((counts.get(cut) ?? 0) - draws * p)).toBeLessThan(4 * deviation);
    }
  });

  it('draws the best cut when alpha is large, and the same cut from the same seed', () => {
    const cut = (alpha: number, seed: number): number[] => {
      const ids: number[] = [];
      letters.sample('abcdacdxxabcdab', { alpha, seed }, { add: (id) => ids.push(id) });
      return ids;
    };
    const best = tokens(letters, 'abcdacdxxabcdab').map(([token]) => letters.idOf(token ?? ''));
    expect(cut(1000, 1)).toEqual(best);
    expect(cut(0.1, 7)).toEqual(cut(0.1, 7));
    expect(() => cut(-1, 0)).toThrow(/alpha/);
  });

  it('reads what it writes, and names a damaged field', () => {
    const json: unknown = JSON.parse(JSON.stringify(letters));
    expect(JSON.stringify(readUnigram(json))).toBe(JSON.stringify(letters));
    expect(() => readUnigram({ vocab: [['a', null]] })).toThrow(/vocab\[0\]/);
    expect(() => readUnigram({ vocab: [['a', 0]], unk_id: 1 })).toThrow(/unk_id/);
    expect(() => readUnigram({ vocab: [['\ud800', 0]] })).toThrow(/vocab\[0\]/);
  });
});
