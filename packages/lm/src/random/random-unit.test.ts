import { describe, expect, it } from 'vitest';
import { randomUnit } from './random-unit.ts';

describe('randomUnit', () => {
  it('is Threefry-2x32 with 20 rounds', () => {
    // Known answers of the Random123 distribution for key and counter 0: 6b200159 99ba4efe.
    const [high, low] = [0x6b20_0159, 0x99ba_4efe];
    expect(randomUnit(0, 0)).toBe(((high >>> 5) * 2 ** 26 + (low >>> 6)) / 2 ** 53);
  });

  it('is uniform, and differs by seed, counter and stream', () => {
    const draws = Array.from({ length: 4000 }, (_, i) => randomUnit(7, i));
    expect(draws.reduce((a, b) => a + b) / draws.length).toBeCloseTo(0.5, 1.7);
    expect(new Set([...draws, randomUnit(8, 0), randomUnit(7, 0, 1), randomUnit(7, 2 ** 32)]).size).toBe(draws.length + 3);
  });
});
