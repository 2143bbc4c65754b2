import { ArgumentError } from '@fm/core';
import { type FeatureSet, requireComparable } from './feature-extractor.ts';

/** How two sets of samples cover each other. */
export interface PrecisionRecall {
  /** Share of generated samples that lie among the real ones: quality. In [0, 1]. */
  readonly precision: number;
  /** Share of real samples that lie among the generated ones: variety. In [0, 1]. */
  readonly recall: number;
  /** Name of the extractor. */
  readonly extractor: string;
  /** Real and generated samples. */
  readonly counts: readonly [number, number];
  /** Which neighbour's distance is the radius around a sample. */
  readonly neighbours: number;
}

/**
 * Precision and recall of generated samples: a sample lies among others when it is within the distance of one of them to
 * its `k`-th nearest neighbour.
 *
 * @throws {ArgumentError} when the sets have other extractors, or not more than `neighbours` samples
 * @see Kynkäänniemi et al. 2019, "Improved Precision and Recall Metric for Assessing Generative Models"
 * @example
 * ```ts
 * import { precisionRecall } from '@fm/diffusion';
 *
 * const set = (...data: number[]) => ({ extractor: 'identity', count: data.length, width: 1, data: Float64Array.from(data) });
 * const { precision, recall } = precisionRecall(set(0, 1, 8, 9), set(0, 1, 0.5, 0.2), { neighbours: 1 });
 * [precision, recall]; // => [1, 0.5]
 * ```
 */
export function precisionRecall(
  real: FeatureSet,
  generated: FeatureSet,
  { neighbours = 3 }: { readonly neighbours?: number } = {},
): PrecisionRecall {
  if (!Number.isInteger(neighbours) || neighbours < 1) {
    throw new ArgumentError('precisionRecall: neighbours is out of range', {
      expected: 'a positive integer',
      received: `${neighbours}`,
    });
  }
  requireComparable(real, generated, neighbours + 1);
  return {
    precision: shareAmong(generated, real, neighbours),
    recall: shareAmong(real, generated, neighbours),
    extractor: real.extractor,
    counts: [real.count, generated.count],
    neighbours,
  };
}

function shareAmong(samples: FeatureSet, others: FeatureSet, neighbours: number): number {
  const radii = Array.from({ length: others.count }, (_, i) => {
    const distances = Float64Array.from({ length: others.count }, (_, j) => distance(others, i, others, j));
    return distances.sort()[neighbours] as number; // the nearest is the sample itself
  });
  let inside = 0;
  for (let i = 0; i < samples.count; i++)
    if (radii.some((radius, j) => distance(samples, i, others, j) <= radius)) inside++;
  return inside / samples.count;
}

/** Squared Euclidean distance of two vectors. */
function distance(a: FeatureSet, i: number, b: FeatureSet, j: number): number {
  let sum = 0;
  for (let k = 0; k < a.width; k++)
    sum += ((a.data[i * a.width + k] as number) - (b.data[j * b.width + k] as number)) ** 2;
  return sum;
}
