import { ArgumentError, type HostTensor } from '@fm/core';

/** Turns samples into vectors in which distances between sets of samples mean something: a classifier's last hidden layer. */
export interface FeatureExtractor {
  /** Name for reports; numbers of different extractors cannot be compared. */
  readonly name: string;
  /**
   * Features of a batch of samples.
   *
   * @param samples - `f32[batch, ...]`
   * @returns `f32[batch, width]`
   */
  extract(samples: HostTensor<'f32'>): Promise<HostTensor<'f32'>>;
}

/** Features of a set of samples. */
export interface FeatureSet {
  /** Name of the extractor. */
  readonly extractor: string;
  /** Number of samples. */
  readonly count: number;
  /** Numbers per sample. */
  readonly width: number;
  /** `[count, width]`, row-major. */
  readonly data: Float64Array;
}

/** What a distance between two sets is reported with. */
export interface SetDistance {
  /** The distance; 0 for sets that are alike. */
  readonly value: number;
  /** Name of the extractor. */
  readonly extractor: string;
  /** Samples in the first and the second set; distances are biased by their number. */
  readonly counts: readonly [number, number];
}

/**
 * Features of all samples of some batches.
 *
 * @throws {ArgumentError} when there are no samples, or the extractor gives vectors of different widths
 * @example
 * ```ts
 * import { hostTensor } from '@fm/core';
 * import { collectFeatures, type FeatureExtractor, frechetDistance } from '@fm/diffusion';
 *
 * const identity: FeatureExtractor = { name: 'identity', extract: async (samples) => samples };
 * const real = await collectFeatures(identity, [hostTensor('f32', [-1, 1], [2, 1])]);
 * const made = await collectFeatures(identity, [hostTensor('f32', [2], [1, 1]), hostTensor('f32', [4], [1, 1])]);
 * made.count; // => 2
 * frechetDistance(real, made).value; // => 9
 * ```
 */
export async function collectFeatures(
  extractor: FeatureExtractor,
  batches: Iterable<HostTensor<'f32'>> | AsyncIterable<HostTensor<'f32'>>,
): Promise<FeatureSet> {
  const parts: HostTensor<'f32'>[] = [];
  for await (const samples of batches) parts.push(await extractor.extract(samples));
  const width = parts[0]?.shape[1];
  const uneven = parts.find(({ shape }) => shape.length !== 2 || shape[1] !== width);
  if (width === undefined || uneven !== undefined) {
    throw new ArgumentError(`${extractor.name}: there are no features to compare`, {
      expected: 'at least one batch, and vectors of one width, f32[batch, width]',
      received: uneven === undefined ? 'no batches' : `[${uneven.shape.join(', ')}]`,
    });
  }
  const count = parts.reduce((sum, { shape }) => sum + (shape[0] as number), 0);
  const data = new Float64Array(count * width);
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  return { extractor: extractor.name, count, width, data };
}

/** Refuses to compare what cannot be compared. */
export function requireComparable(a: FeatureSet, b: FeatureSet, least: number): void {
  if (a.extractor !== b.extractor || a.width !== b.width) {
    throw new ArgumentError('Features of different extractors cannot be compared', {
      received: `${a.extractor} (${a.width}) and ${b.extractor} (${b.width})`,
    });
  }
  if (Math.min(a.count, b.count) >= least) return;
  throw new ArgumentError('There are too few samples', {
    expected: `at least ${least} in each set`,
    received: `${a.count} and ${b.count}`,
  });
}
