import { describe, expect, it } from 'vitest';
import { evaluateGraph } from '../backend/index.ts';
import { ArgumentError, ShapeError } from '../errors/index.ts';
import { createGraph, input, type Tensor } from '../ir/index.ts';
import { hashNumber } from '../ops/define/hash.ts';
import { constant } from '../ops/index.ts';
import { dim, hostTensor } from '../tensor/index.ts';
import {
  bernoulli,
  categorical,
  foldIn,
  foldInHost,
  hostKey,
  normal,
  normalHost,
  permutation,
  randomBits,
  randomBitsHost,
  randomKey,
  splitKey,
  splitKeyHost,
  uniform,
  uniformHost,
} from './index.ts';

/** The numbers of a program without inputs. */
function run(y: Tensor): number[] {
  return [...(evaluateGraph(createGraph(new Map(), new Map([['y', y]])), {})['y']?.data ?? [])];
}

const mean = (xs: ArrayLike<number>): number => Array.from(xs).reduce((a, b) => a + b, 0) / xs.length;

/** Pearson's correlation, in standard errors of independent numbers. */
function correlation(xs: ArrayLike<number>, ys: ArrayLike<number>): number {
  const [mx, my] = [mean(xs), mean(ys)];
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < xs.length; i++) {
    const [dx, dy] = [(xs[i] as number) - mx, (ys[i] as number) - my];
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return (xy / Math.sqrt(xx * yy)) * Math.sqrt(xs.length);
}

/** Deviation of counts from equal ones, in standard deviations of the chi-square statistic. */
function chiSquare(cells: Int32Array): number {
  const expected = mean(cells);
  const statistic = cells.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  return (statistic - (cells.length - 1)) / Math.sqrt(2 * (cells.length - 1));
}

describe('the host twin', () => {
  it('gives the bits of the program', () => {
    const key = hostKey(7);
    expect(run(randomBits(constant(key), [3, 5]))).toEqual([...randomBitsHost(key, 15)]);
    expect(run(uniform(constant(key), [20]))).toEqual([...uniformHost(key, 20)]);
  });

  it('gives the keys of the program', () => {
    const key = hostKey(-3);
    expect(run(randomKey(-3))).toEqual([...key.data]);
    expect(run(foldIn(constant(key), 12))).toEqual([...foldInHost(key, 12).data]);
    expect(splitKey(constant(key), 3).map(run)).toEqual(splitKeyHost(key, 3).map(({ data }) => [...data]));
  });

  it('gives the normal numbers of the program to single precision', () => {
    const key = hostKey(1);
    const expected = run(normal(constant(key), [200]));
    for (const [i, x] of normalHost(key, 200).entries()) expect(x).toBeCloseTo(expected[i] as number, 5);
  });
});

describe('keys', () => {
  it('depend on every bit of the seed', () => {
    const seeds = [0, 1, -1, 2 ** 31, 2 ** 32, 2 ** 32 + 1, -(2 ** 32), 2 ** 52, 2 ** 53 - 1];
    expect(new Set(seeds.map((seed) => hostKey(seed).data.join())).size).toBe(seeds.length);
  });

  it('have children that differ from each other in both words', () => {
    const children = splitKeyHost(hostKey(0), 5000);
    expect(new Set(children.map(({ data }) => data[0])).size).toBe(5000);
    expect(new Set(children.map(({ data }) => data[1])).size).toBe(5000);
  });

  it('have children whose two words are not correlated', () => {
    const children = splitKeyHost(hostKey(3), 20_000);
    expect(
      Math.abs(
        correlation(
          children.map(({ data }) => data[0] as number),
          children.map(({ data }) => data[1] as number),
        ),
      ),
    ).toBeLessThan(4);
  });
});

describe('bits', () => {
  it('flip with probability 1/2 when any bit of counter or key flips', () => {
    const samples = 4000;
    const words = randomBitsHost(hostKey(11), 3 * samples);
    for (let bit = 0; bit < 96; bit++) {
      const flips = new Int32Array(32);
      for (let n = 0; n < samples; n++) {
        const at = [words[3 * n] as number, words[3 * n + 1] as number, words[3 * n + 2] as number] as [
          number,
          number,
          number,
        ];
        let difference = hashNumber(...at);
        at[Math.floor(bit / 32)] = (at[Math.floor(bit / 32)] as number) ^ (1 << (bit % 32));
        difference ^= hashNumber(...at);
        for (let j = 0; j < 32; j++) flips[j] = (flips[j] as number) + ((difference >>> j) & 1);
      }
      // Five standard deviations: one of 3,072 fair coins exceeds them once in about 600 seeds.
      for (const count of flips)
        expect(Math.abs(count - samples / 2)).toBeLessThan(5 * Math.sqrt(samples / 4));
    }
  });

  it.each([0, 8, 16, 24])('have equally frequent bytes at bit %i', (shift) => {
    const cells = new Int32Array(256);
    for (const bits of randomBitsHost(hostKey(5), 2 ** 17)) cells[(bits >>> shift) & 255]! += 1;
    expect(Math.abs(chiSquare(cells))).toBeLessThan(4);
  });

  it('have equally frequent pairs of neighbours', () => {
    const cells = new Int32Array(1024);
    const bits = randomBitsHost(hostKey(6), 2 ** 17);
    for (let i = 0; i < bits.length; i += 2)
      cells[((bits[i] as number) >>> 27) * 32 + ((bits[i + 1] as number) >>> 27)]! += 1;
    expect(Math.abs(chiSquare(cells))).toBeLessThan(4);
  });

  it('collide across keys as often as chance has it', () => {
    const seen = new Set<number>();
    const count = 2 ** 17;
    for (const key of splitKeyHost(hostKey(8), 64))
      for (const bits of randomBitsHost(key, count / 64)) seen.add(bits);
    // n²/2³³ = 2 collisions are expected.
    expect(count - seen.size).toBeLessThan(10);
  });
});

describe('uniform numbers', () => {
  it('have mean 1/2 and variance 1/12 and lie in [0, 1)', () => {
    const xs = uniformHost(hostKey(2), 2 ** 17);
    const m = mean(xs);
    expect(Math.abs(m - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / xs.length));
    expect(mean(Array.from(xs, (x) => (x - m) ** 2))).toBeCloseTo(1 / 12, 3);
    expect(xs.every((x) => x >= 0 && x < 1)).toBe(true);
  });

  it.each([1, 2, 3, 16, 64, 1024])('do not depend on the one %i before', (lag) => {
    const xs = uniformHost(hostKey(9), 2 ** 16);
    expect(Math.abs(correlation(xs.subarray(lag), xs.subarray(0, -lag)))).toBeLessThan(4);
  });

  it('of neighbouring keys are not correlated', () => {
    const streams = [...splitKeyHost(hostKey(4), 12), hostKey(4), hostKey(5), hostKey(6)].map((key) =>
      uniformHost(key, 4096),
    );
    const found = streams.flatMap((a, i) => streams.slice(i + 1).map((b) => Math.abs(correlation(a, b))));
    expect(Math.max(...found)).toBeLessThan(4.5);
  });

  it('fill the bounds that are given', () => {
    const xs = run(uniform(randomKey(1), [1000], { low: -3, high: 5 }));
    expect(Math.min(...xs)).toBeGreaterThanOrEqual(-3);
    expect(Math.max(...xs)).toBeLessThan(5);
    expect(mean(xs)).toBeCloseTo(1, 0);
  });
});

describe('normal numbers', () => {
  it('have the moments of the normal distribution', () => {
    const xs = Array.from(normalHost(hostKey(12), 2 ** 17));
    const moment = (power: number): number => mean(xs.map((x) => x ** power));
    expect(Math.abs(moment(1))).toBeLessThan(4 / Math.sqrt(xs.length));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / xs.length));
    expect(Math.abs(moment(3))).toBeLessThan(4 * Math.sqrt(15 / xs.length));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / xs.length));
    expect(xs.every(Number.isFinite)).toBe(true);
  });
});

describe('draws', () => {
  it('hold as often as the probability says', () => {
    const coins = run(bernoulli(randomKey(0), 0.3, [20_000]));
    expect(Math.abs(mean(coins) - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / coins.length));
    expect(mean(run(bernoulli(randomKey(0), 0, [1000])))).toBe(0);
    expect(mean(run(bernoulli(randomKey(0), 1, [1000])))).toBe(1);
  });

  it('of a distribution are as frequent as it says, and never of what is impossible', () => {
    const probabilities = [0.5, 0.25, 0, 0.25];
    const rows = 8000;
    const logits = hostTensor(
      'f32',
      Array.from({ length: rows * 4 }, (_, i) => Math.log(probabilities[i % 4] as number)),
      [rows, 4],
    );
    const drawn = run(categorical(randomKey(21), constant(logits)));
    for (const [category, p] of probabilities.entries()) {
      const share = drawn.filter((x) => x === category).length / rows;
      expect(Math.abs(share - p)).toBeLessThanOrEqual(4 * Math.sqrt((p * (1 - p)) / rows));
    }
  });

  it('of an order name every position once', () => {
    const order = run(permutation(randomKey(2), 100));
    expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
    expect(order).not.toEqual(run(permutation(randomKey(3), 100)));
  });
});

it('draws shapes with symbolic dimensions', () => {
  expect(String(normal(randomKey(0), [dim('batch'), 3]))).toBe('f32[batch, 3]');
});

it('refuses what is not a key, a probability or one integer', () => {
  expect(() => uniform(input('i32', [3]), [2])).toThrow(ShapeError);
  expect(() => uniform(input('f32', [2]), [2])).toThrow(ShapeError);
  expect(() => bernoulli(randomKey(0), 1.5, [2])).toThrow(ArgumentError);
  expect(() => foldIn(randomKey(0), input('i64', [2]))).toThrow(ShapeError);
});

it('refuses a seed that is no integer', () => {
  expect(() => hostKey(0.5)).toThrow(ArgumentError);
  expect(() => hostKey(Number.NaN)).toThrow(ArgumentError);
});
