import { ArgumentError } from '@fm/core';
import { describe, expect, it } from 'vitest';

import golden from './__golden__/brownian.json' with { type: 'json' };
import { brownianNoise } from './brownian-noise.ts';
import { seedSequence } from './seed-sequence.ts';

it.each(golden.seedSequences)('seeds as numpy does: $entropy $spawnKey', ({ entropy, spawnKey, state }) => {
  expect(seedSequence(BigInt(entropy), spawnKey, { poolSize: 24, count: state.length })).toEqual(state);
});

it.each(golden.increments)('follows the path of torchsde: seed $seed, $from to $to', (row) => {
  const { seed, low, high, from, to, size, values } = row;
  const noise = brownianNoise({ low, high });
  const drawn = noise.draw(noise.init(BigInt(seed), [size]), { shape: [size], from, to }).noise.data;
  for (const [i, value] of values.entries()) {
    expect(Math.abs((drawn[i] as number) - value)).toBeLessThan(1e-6 * Math.abs(value) + 2e-6);
  }
});

describe('the path', () => {
  const noise = brownianNoise({ low: 0.03, high: 14.6 });
  const shape = [2, 500];
  const state = noise.init(7, shape);
  const increment = (from: number, to: number): number[] => {
    const scale = Math.sqrt(Math.abs(to - from));
    return Array.from(noise.draw(state, { shape, from, to }).noise.data, (x) => x * scale);
  };

  it('does not depend on the steps taken along it', () => {
    const parts = [10, 6.5, 2, 1.9, 0.3].map((level, i, all) =>
      increment(i === 0 ? 14.6 : (all[i - 1] as number), level),
    );
    const sum = parts.reduce((a, b) => a.map((x, i) => x + (b[i] as number)));
    for (const [i, x] of increment(14.6, 0.3).entries()) expect(x).toBeCloseTo(sum[i] as number, 4);
  });

  it('changes its sign with the direction', () => {
    expect(increment(3, 1)).toEqual(increment(1, 3).map((x) => -x));
  });

  it('has increments of mean 0 and variance 1 that do not depend on each other', () => {
    const [a, b] = [
      increment(9, 4).map((x) => x / Math.sqrt(5)),
      increment(4, 1).map((x) => x / Math.sqrt(3)),
    ];
    const mean = (xs: readonly number[]): number => xs.reduce((sum, x) => sum + x, 0) / xs.length;
    const tolerance = 4 / Math.sqrt(a.length);
    expect(Math.abs(mean(a))).toBeLessThan(tolerance);
    expect(Math.abs(mean(a.map((x) => x * x)) - 1)).toBeLessThan(tolerance * Math.SQRT2);
    expect(Math.abs(mean(a.map((x, i) => x * (b[i] as number))))).toBeLessThan(tolerance);
  });

  it('stands still where no distance is covered', () => {
    expect(noise.draw(state, { shape, from: 2, to: 2 }).noise.data.every((x) => x === 0)).toBe(true);
  });

  it('of an image belongs to its seed alone', () => {
    const draw = (seeds: readonly number[]): Float32Array => {
      const images = [seeds.length, 20];
      return noise.draw(noise.init(seeds, images), { shape: images, from: 5, to: 2 }).noise.data;
    };
    expect(draw([3, 9]).slice(20)).toEqual(draw([9]));
  });
});

it('refuses ends that are not ordered and too few seeds', () => {
  expect(() => brownianNoise({ low: 2, high: 1 })).toThrow(ArgumentError);
  expect(() => brownianNoise({ low: 0, high: 1 }).init([1, 2], [3, 4])).toThrow(ArgumentError);
});
