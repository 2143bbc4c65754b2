import { hostKey } from '@fm/core';
import { describe, expect, it } from 'vitest';
import { unitNumber } from './unit-number.ts';

describe('unitNumber', () => {
  it('is uniform, and differs by key and place', () => {
    const key = hostKey(7);
    const draws = Array.from({ length: 4000 }, (_, i) => unitNumber(key, i));
    expect(draws.reduce((a, b) => a + b) / draws.length).toBeCloseTo(0.5, 1.7);
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...draws)).toBeLessThan(1);
    expect(new Set([...draws, unitNumber(hostKey(8), 0), unitNumber(key, 2 ** 32)]).size).toBe(
      draws.length + 2,
    );
  });
});
