import {
  ArgumentError,
  type ConcreteShape,
  type SamplerSeed,
  sizeOf,
  TorchGenerator,
  torchRandn,
} from '@fm/core';

import type { NoiseDraw, NoiseRequest, NoiseSource } from './noise-source.ts';
import { seedSequence } from './seed-sequence.ts';

/** Options of {@link brownianNoise}. */
export interface BrownianNoiseOptions {
  /** Lowest noise level that is asked for; lower ones count as this one. */
  readonly low: number;
  /** Highest noise level that is asked for; higher ones count as this one. */
  readonly high: number;
  /** A seed that goes before the run's. @default the run's seed */
  readonly seed?: number;
}

/** State of {@link brownianNoise}: one seed for the batch, or one for each image of it. It never changes. */
export interface BrownianNoiseState {
  /** 64 bits each: one for the batch, or one for each image. */
  readonly seeds: readonly bigint[];
}

/** Noise levels are told apart to so many decimal digits. */
const digits = 6;
const poolSize = 24;

/**
 * Noise read from one Brownian path over the noise level: the increment between two levels, scaled to variance 1. The
 * path belongs to the seed alone, so runs with different numbers of steps follow the same path.
 *
 * The path is refined by halving, with the seeds and the rounding of torchsde's `BrownianInterval` (`halfway_tree`,
 * tolerance 1e-6), whose numbers it gives to float32's rounding. A draw refines some 25 intervals.
 *
 * @throws {ArgumentError} when the levels are not ordered
 * @see Li et al. 2020, "Scalable gradients for stochastic differential equations", section 4
 * @example
 * ```ts
 * import { brownianNoise } from '@fm/diffusion';
 *
 * const path = brownianNoise({ low: 0.1, high: 10 });
 * const state = path.init(0, [1, 1]);
 * const increment = (from: number, to: number): number =>
 *   (path.draw(state, { shape: [1, 1], from, to }).noise.data[0] ?? 0) * Math.sqrt(from - to);
 * increment(9, 1).toFixed(3); // => '0.931'
 * (increment(9, 4) + increment(4, 1)).toFixed(3); // => '0.931'
 * ```
 */
export function brownianNoise({
  low,
  high,
  seed: fixed,
}: BrownianNoiseOptions): NoiseSource<BrownianNoiseState> {
  if (!(low >= 0 && high > low && Number.isFinite(high))) {
    throw new ArgumentError('brownianNoise: these are no ends of a path', {
      expected: 'finite levels with 0 <= low < high',
      received: `low ${low}, high ${high}`,
    });
  }
  return Object.freeze({
    name: 'brownian',
    init(seed: SamplerSeed, shape: ConcreteShape): BrownianNoiseState {
      const chosen = fixed ?? seed;
      const seeds = typeof chosen === 'object' ? chosen : [chosen];
      if (typeof chosen === 'object' && seeds.length !== shape[0]) {
        throw new ArgumentError('brownianNoise: one seed for each image is needed', {
          expected: `${shape[0]} seeds, or one number for the batch`,
          received: `${seeds.length} seeds`,
        });
      }
      return { seeds: seeds.map((one) => BigInt.asUintN(64, BigInt(one))) };
    },
    draw(state: BrownianNoiseState, { shape, from, to }: NoiseRequest): NoiseDraw<BrownianNoiseState> {
      const clamped = [from, to].map((level) => Math.min(Math.max(level, low), high)) as [number, number];
      const [start, end] = [Math.min(...clamped), Math.max(...clamped)];
      const data = new Float32Array(sizeOf(shape));
      const size = data.length / state.seeds.length;
      for (const [i, entropy] of state.seeds.entries()) {
        const path = { entropy, size, low, high, into: data.subarray(i * size, (i + 1) * size) };
        addIncrement(path, decimal(start), decimal(end));
      }
      // No distance, no noise.
      const scale = from === to ? 0 : (from > to ? -1 : 1) / Math.sqrt(Math.abs(to - from));
      for (let i = 0; i < data.length; i++) data[i] = (data[i] as number) * scale;
      return { noise: { dtype: 'f32', shape, data }, state };
    },
  });
}

interface Path {
  readonly entropy: bigint;
  readonly size: number;
  readonly low: number;
  readonly high: number;
  /** Where increments are added up. */
  readonly into: Float32Array;
}

interface Interval {
  readonly start: number;
  readonly end: number;
  /** Position among the intervals of its depth. */
  readonly index: number;
  readonly depth: number;
  readonly increment: Float32Array;
}

function addIncrement(path: Path, start: number, end: number): void {
  if (start === end) return;
  const { entropy, low, high, size } = path;
  const [seed = 0] = seedSequence(entropy, [], { poolSize, count: 1 });
  const whole = normal(seed, size);
  const scale = Math.sqrt(high - low);
  for (let i = 0; i < size; i++) whole[i] = (whole[i] as number) * scale;
  const root = { start: decimal(low), end: decimal(high), index: 0, depth: 0, increment: whole };
  descend(path, root, start, end);
}

/** Adds the increment over [start, end], which lies in the interval. */
function descend(path: Path, interval: Interval, start: number, end: number): void {
  if (start === interval.start && end === interval.end) {
    const { increment } = interval;
    for (let i = 0; i < increment.length; i++) {
      path.into[i] = (path.into[i] as number) + (increment[i] as number);
    }
    return;
  }
  const [left, right] = halves(path, interval);
  if (start < left.end) descend(path, left, start, Math.min(end, left.end));
  if (end > right.start) descend(path, right, Math.max(start, right.start), end);
}

/** The two halves of an interval: a Brownian bridge between its ends. */
function halves(
  { entropy }: Path,
  { start, end, index, depth, increment }: Interval,
): readonly [Interval, Interval] {
  const { fround } = Math;
  const middle = decimal(0.5 * (end + start));
  const [seed = 0] = seedSequence(entropy, [index, depth], { poolSize, count: 1 });
  const left = normal(seed, increment.length);
  const right = new Float32Array(increment.length);
  const [first, share] = [fround(middle - start), fround(1 / (end - start))];
  const deviation = fround(Math.sqrt(((middle - start) * (end - middle)) / (end - start)));
  for (let i = 0; i < left.length; i++) {
    const whole = increment[i] as number;
    left[i] = fround(fround(first * whole) * share) + fround(deviation * (left[i] as number));
    right[i] = whole - (left[i] as number);
  }
  return [
    { start, end: middle, index: 2 * index, depth: depth + 1, increment: left },
    { start: middle, end, index: 2 * index + 1, depth: depth + 1, increment: right },
  ];
}

function normal(seed: number, size: number): Float32Array {
  return torchRandn(new TorchGenerator(seed), [size]).data;
}

/** The nearest number of six decimal digits; a half goes to the even one. */
function decimal(level: number): number {
  // A half is a multiple of 1/128 that is none of 1/64.
  const tie = Number.isInteger(level * 128) && !Number.isInteger(level * 64);
  const scaled = level * 10 ** digits;
  if (!tie) return Number(level.toFixed(digits));
  const floor = Math.floor(scaled);
  return (floor % 2 === 0 ? floor : floor + 1) / 10 ** digits;
}
