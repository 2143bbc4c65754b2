import { ArgumentError, foldInHost, hostKey, type Metric, randomBitsHost } from '@fm/core';

/** Options of bootstrap intervals. */
export interface BootstrapOptions {
  /** Resamples with replacement. @default 1000 */
  readonly resamples?: number;
  /** Share of the distribution inside the interval, in (0, 1). @default 0.95 */
  readonly confidence?: number;
  /** @default 0 */
  readonly seed?: number;
}

/** {@link BootstrapOptions} with everything filled in. */
export type CheckedBootstrapOptions = Required<BootstrapOptions>;

/** @throws {ArgumentError} when an option is out of range */
export function checkBootstrap(options: BootstrapOptions): CheckedBootstrapOptions {
  const { resamples = 1000, confidence = 0.95, seed = 0 } = options;
  if (!Number.isInteger(resamples) || resamples < 1 || !(confidence > 0 && confidence < 1)) {
    throw new ArgumentError('An option of the bootstrap is out of range', {
      expected: 'resamples an integer ≥ 1, confidence in (0, 1)',
      received: JSON.stringify({ resamples, confidence }),
    });
  }
  return { resamples, confidence, seed };
}

/** Indices of each resample: the same for the same seed and size, so that programs can be compared pair by pair. */
export function* resampledIndices(
  size: number,
  { resamples, seed }: CheckedBootstrapOptions,
): Generator<readonly number[], void, undefined> {
  const key = hostKey(seed);
  for (let i = 0; i < resamples; i++)
    yield Array.from(randomBitsHost(foldInHost(key, i), size), (bits) =>
      Math.floor(((bits >>> 0) / 2 ** 32) * size),
    );
}

/** The value of a metric over some of the observations. */
export function metricOver<Observed>(
  metric: Metric<Observed>,
  observations: readonly Observed[],
  indices?: readonly number[],
): number {
  const accumulator = metric.start();
  if (indices === undefined) for (const observation of observations) accumulator.add(observation);
  else for (const i of indices) accumulator.add(observations[i] as Observed);
  return accumulator.value();
}

/** The middle of a sample: its two percentiles that leave `(1 − confidence)/2` at each end. `NaN` is left out. */
export function percentileInterval(
  sample: readonly number[],
  confidence: number,
): readonly [lower: number, upper: number] {
  const sorted = sample.filter((value) => !Number.isNaN(value)).toSorted((a, b) => a - b);
  const tail = (1 - confidence) / 2;
  return [quantile(sorted, tail), quantile(sorted, 1 - tail)];
}

/**
 * A quantile of sorted numbers, interpolated between neighbours as numpy does; `NaN` when there are none.
 *
 * @param share - in [0, 1]
 */
export function quantile(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? Number.NaN;
  return low + (high - low) * (at - below);
}
