import { add, multiply, normal, sigmoid } from '@fm/core';
import { requirePositive } from '../require-positive.ts';
import type { TimeSampling } from './time-sampling.ts';

/** Options of {@link logitNormalTimes}. */
export interface LogitNormalOptions {
  /** Mean of `ln(u / (1 − u))`: negative favours times near the data. @default 0 */
  readonly mean?: number;
  /** Standard deviation of `ln(u / (1 − u))`. @default 1 */
  readonly standardDeviation?: number;
}

/**
 * Times around the middle: `u = sigmoid(mean + standardDeviation · n)` with `n` normal.
 *
 * @throws {ArgumentError} when the standard deviation is not positive
 * @see Esser et al. 2024, "Scaling Rectified Flow Transformers for High-Resolution Image Synthesis", section 3.1
 * @example
 * ```ts
 * import { compile, hostTensor, referenceBackend, type Tensor } from '@fm/core';
 * import { logitNormalTimes } from '@fm/diffusion';
 *
 * const times = logitNormalTimes({ mean: -1 });
 * const draw = compile(({ key }: { key: Tensor }) => ({ u: times(key, 4) }), { backend: referenceBackend() });
 * const { u } = await draw({ key: hostTensor('i32', [0, 1]) });
 * (await u.read()).data; // => Float32Array [0.01192, 0.7411, 0.1991, 0.5298]
 * ```
 */
export function logitNormalTimes({ mean = 0, standardDeviation = 1 }: LogitNormalOptions = {}): TimeSampling {
  requirePositive('logitNormalTimes', { standardDeviation });
  return (key, batch) => sigmoid(add(multiply(normal(key, [batch]), standardDeviation), mean));
}
