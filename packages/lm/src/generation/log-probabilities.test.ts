import { describe, expect, it } from 'vitest';
import { logSumExp, topLogProbabilities } from './log-probabilities.ts';

describe('logSumExp', () => {
  it('neither overflows nor underflows', () => {
    expect(logSumExp([1000, 1000])).toBeCloseTo(1000 + Math.LN2, 9);
    expect(logSumExp([-1000, -1000])).toBeCloseTo(-1000 + Math.LN2, 9);
    expect(logSumExp([Number.NEGATIVE_INFINITY])).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe('topLogProbabilities', () => {
  it('lists the most probable ids, best first and lower ids first among equals', () => {
    const probabilities = [0.1, 0.4, 0.1, 0.25, 0.15];
    const top = topLogProbabilities(probabilities.map(Math.log), 4);
    expect(top.map(({ id }) => id)).toEqual([1, 3, 4, 0]);
    for (const { id, logProb } of top) expect(Math.exp(logProb)).toBeCloseTo(probabilities[id] as number, 12);
  });

  it('lists everything when asked for more', () => {
    expect(topLogProbabilities([0, 1], 5).map(({ id }) => id)).toEqual([1, 0]);
    expect(topLogProbabilities([0, 1], 0)).toEqual([]);
  });
});
