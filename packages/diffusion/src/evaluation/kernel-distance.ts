import { ArgumentError, TorchGenerator, torchRandperm } from '@fm/core';
import { type FeatureSet, requireComparable, type SetDistance } from './feature-extractor.ts';

/** Options of {@link kernelDistance}. */
export interface KernelDistanceOptions {
  /** Number of random subsets that the distance is averaged over. @default 100 */
  readonly subsets?: number;
  /** Samples in each subset. @default 1000, or all of the smaller set */
  readonly subsetSize?: number;
  /** Same seed, same subsets. @default 0 */
  readonly seed?: number;
}

/** A distance averaged over subsets. */
export interface KernelDistance extends SetDistance {
  /** Standard deviation over the subsets. */
  readonly standardDeviation: number;
  /** Number of subsets. */
  readonly subsets: number;
  /** Samples in each subset. */
  readonly subsetSize: number;
}

/**
 * Squared maximum mean discrepancy of two sets of features under the kernel `(x·y / width + 1)³`, an unbiased estimate;
 * with the features of Inception it is the KID. May be slightly negative for sets that are alike.
 *
 * @throws {ArgumentError} when the sets have other extractors, or a subset is larger than a set or smaller than 2
 * @see Bińkowski et al. 2018, "Demystifying MMD GANs", section 4
 * @example
 * ```ts
 * import { kernelDistance } from '@fm/diffusion';
 *
 * const set = (...data: number[]) => ({ extractor: 'identity', count: data.length, width: 1, data: Float64Array.from(data) });
 * kernelDistance(set(0, 0), set(1, 1), { subsets: 1 }).value; // => 7
 * ```
 */
export function kernelDistance(
  a: FeatureSet,
  b: FeatureSet,
  { subsets = 100, subsetSize = Math.min(1000, a.count, b.count), seed = 0 }: KernelDistanceOptions = {},
): KernelDistance {
  requireComparable(a, b, subsetSize);
  if (!(subsetSize >= 2 && subsets >= 1)) {
    throw new ArgumentError('kernelDistance: there is nothing to average', {
      expected: 'at least one subset of at least two samples',
      received: `${subsets} subsets of ${subsetSize}`,
    });
  }
  const generator = new TorchGenerator(seed);
  const choose = ({ count }: FeatureSet): BigInt64Array => torchRandperm(generator, count).data;
  const values = Array.from({ length: subsets }, () =>
    discrepancy(a, choose(a), { other: b, otherRows: choose(b), size: subsetSize }),
  );
  const value = values.reduce((sum, x) => sum + x, 0) / subsets;
  const variance = values.reduce((sum, x) => sum + (x - value) ** 2, 0) / subsets;
  return {
    value,
    standardDeviation: Math.sqrt(variance),
    subsets,
    subsetSize,
    extractor: a.extractor,
    counts: [a.count, b.count],
  };
}

interface OtherSet {
  readonly other: FeatureSet;
  readonly otherRows: BigInt64Array;
  readonly size: number;
}

function discrepancy(a: FeatureSet, rows: BigInt64Array, { other, otherRows, size }: OtherSet): number {
  let [within, across] = [0, 0];
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      across += kernel(a, Number(rows[i]), other, Number(otherRows[j]));
      if (j >= i) continue;
      within += kernel(a, Number(rows[i]), a, Number(rows[j]));
      within += kernel(other, Number(otherRows[i]), other, Number(otherRows[j]));
    }
  }
  return (2 * within) / (size * (size - 1)) - (2 * across) / size ** 2;
}

function kernel(a: FeatureSet, i: number, b: FeatureSet, j: number): number {
  const { width } = a;
  let product = 0;
  for (let k = 0; k < width; k++)
    product += (a.data[i * width + k] as number) * (b.data[j * width + k] as number);
  return (product / width + 1) ** 3;
}
