import { ArgumentError, hostKey, NumericalError, uniformHost } from '@fm/core';
import { describe, expect, it } from 'vitest';
import { sampleToken, type SamplingOptions } from './sample-token.ts';

const logits = Float32Array.of(0.5, 2, -1, 1.5, 0.5, -3);

/** The distribution that very many draws have. */
function frequencies(options: SamplingOptions, values: ArrayLike<number> = logits): readonly number[] {
  const draws = 4000;
  const counts = Array.from({ length: values.length }, () => 0);
  // Evenly spread numbers meet every share exactly, up to 1 in `draws`.
  for (let i = 0; i < draws; i++) counts[sampleToken(values, options, (i + 0.5) / draws)]! += 1 / draws;
  return counts;
}

function softmax(values: ArrayLike<number>, keep: readonly number[], temperature = 1): readonly number[] {
  const weights = Array.from(values, (v, i) => (keep.includes(i) ? Math.exp(v / temperature) : 0));
  const total = weights.reduce((a, b) => a + b);
  return weights.map((w) => w / total);
}

const all = [0, 1, 2, 3, 4, 5];

describe('sampleToken', () => {
  it.each([
    ['everything', {}, softmax(logits, all)],
    ['a high temperature', { temperature: 3 }, softmax(logits, all, 3)],
    ['the best two', { topK: 2 }, softmax(logits, [1, 3])],
    ['more than there are', { topK: 60 }, softmax(logits, all)],
    ['the lower id of two equal ones', { topK: 3 }, softmax(logits, [0, 1, 3])],
    // Probabilities: 0.474, 0.288, 0.106, 0.106, 0.024, 0.003
    ['the nucleus', { topP: 0.75 }, softmax(logits, [1, 3])],
    ['the nucleus with the token that crosses its border', { topP: 0.77 }, softmax(logits, [0, 1, 3])],
    ['at least the best', { topP: 1e-9, minP: 1 }, softmax(logits, [1])],
    ['what is a share of the best', { minP: 0.6 }, softmax(logits, [1, 3])],
    ['a nucleus within the best three', { topK: 3, topP: 0.87 }, softmax(logits, [1, 3])],
    [
      'a share of the best, after temperature',
      { minP: 0.6, temperature: 4 },
      softmax(logits, [0, 1, 3, 4], 4),
    ],
  ] satisfies [string, SamplingOptions, readonly number[]][])('draws %s', (_, options, expected) => {
    for (const [id, share] of frequencies(options).entries())
      expect(share).toBeCloseTo(expected[id] as number, 2.9);
  });

  it('gives zero probability to forbidden tokens', () => {
    const forbidden = Float32Array.of(Number.NEGATIVE_INFINITY, 0, Number.NEGATIVE_INFINITY);
    for (const options of [{}, { topK: 2 }, { topP: 0.999 }, { temperature: 0 }]) {
      expect(frequencies(options, forbidden)).toEqual([0, expect.closeTo(1, 9), 0]);
    }
  });

  it('keeps the same tokens of a large vocabulary as a full sort', () => {
    const large = uniformHost(hostKey(1), 5000).map((u) => 12 * u ** 8);
    const ranked = [...large.keys()].sort((a, b) => large[b]! - large[a]! || a - b);
    const probabilities = softmax(large, ranked);
    for (const topP of [0.1, 0.5, 0.9, 0.999]) {
      let covered = 0;
      const size = ranked.findIndex((id) => (covered += probabilities[id]!) >= topP) + 1;
      expect(sampleToken(large, { topP }, 1 - 2 ** -53)).toBe(ranked[size - 1]);
    }
    for (const topK of [1, 40, 1000])
      expect(sampleToken(large, { topK }, 1 - 2 ** -53)).toBe(ranked[topK - 1]);
  });

  it('takes the first of the largest logits at temperature 0', () => {
    expect(sampleToken([1, 5, 5], { temperature: 0 }, 0.99)).toBe(1);
  });

  it.each([
    { temperature: -1 },
    { temperature: Number.NaN },
    { topK: 0 },
    { topK: 1.5 },
    { topP: 0 },
    { topP: 1.1 },
    { minP: -0.1 },
    { minP: 2 },
  ])('refuses %o', (options) => expect(() => sampleToken(logits, options, 0.5)).toThrow(ArgumentError));

  it('refuses a distribution without tokens or with NaN', () => {
    expect(() => sampleToken([Number.NEGATIVE_INFINITY], {}, 0.5)).toThrow(ArgumentError);
    expect(() => sampleToken([0, Number.NaN], {}, 0.5)).toThrow(NumericalError);
    expect(() => sampleToken([0, Number.POSITIVE_INFINITY], {}, 0.5)).toThrow(NumericalError);
  });
});
