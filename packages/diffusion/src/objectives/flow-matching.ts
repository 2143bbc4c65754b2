import {
  add,
  type Dim,
  divide,
  maximum,
  multiply,
  type Objective,
  square,
  subtract,
  type Tensor,
} from '@fm/core';
import type { DenoisingNetwork } from '../models/denoising-network.ts';
import type { DenoisingBatchName } from './denoising-batch.ts';
import {
  type Corruption,
  denoisingLoss,
  type DenoisingObjectiveOptions,
  type NoisyTarget,
  perSample,
} from './denoising-loss.ts';
import { oneOf } from './one-of.ts';
import { requirePositive } from './require-positive.ts';
import type { TimeSampling } from './times/time-sampling.ts';
import { uniformTimes } from './times/uniform-times.ts';

/** Options of {@link flowMatching}. */
export interface FlowMatchingOptions extends DenoisingObjectiveOptions {
  /** @default uniformTimes() */
  readonly times?: TimeSampling;
  /**
   * Weight of a sample's error as a function of `sigma`: none, `sigma^−2`, or `2 / (π (1 − 2 sigma + 2 sigma²))`.
   *
   * @default 'none'
   */
  readonly weighting?: 'none' | 'inverse-square' | 'cosine-map';
  /** Moves times towards the noise, `s·u / (1 + (s − 1)·u)`, as larger images need. @default 1 */
  readonly shift?: number;
  /** The network sees `timeScale · sigma`. @default 1000 */
  readonly timeScale?: number;
}

/**
 * Rectified flow: of `(1 − sigma)·x0 + sigma·noise` the network is to tell the flow `noise − x0`, by the mean squared
 * error. The batch is that of {@link denoising}.
 *
 * @throws {ArgumentError} when an option is out of range
 * @see Lipman et al. 2023, "Flow Matching for Generative Modeling"; Liu et al. 2023, "Flow Straight and Fast"
 * @example
 * ```ts
 * import { flowMatching, logitNormalTimes } from '@fm/diffusion';
 *
 * flowMatching({ times: logitNormalTimes(), shift: 3 }).name; // => 'flow matching'
 * ```
 */
export function flowMatching(
  options: FlowMatchingOptions = {},
): Objective<DenoisingNetwork, DenoisingBatchName> {
  const { times = uniformTimes(), weighting = 'none', shift = 1, timeScale = 1000 } = options;
  requirePositive('flowMatching', { shift, timeScale });
  const weightOf = oneOf('flowMatching: weighting', weightings, weighting);
  const corrupt = ({ samples, noise, key }: Corruption): NoisyTarget => {
    const u = times(key, samples.shape[0] as Dim);
    const sigmas = shift === 1 ? u : divide(multiply(u, shift), add(multiply(u, shift - 1), 1)); // [batch]
    const sigma = perSample(sigmas, samples);
    return {
      input: add(multiply(subtract(1, sigma), samples), multiply(sigma, noise)),
      time: multiply(sigmas, timeScale),
      target: subtract(noise, samples),
      weight: weightOf(sigmas),
    };
  };
  return {
    name: 'flow matching',
    loss: (network, batch, { key }) => denoisingLoss(network, batch, { ...options, key, corrupt }),
  };
}

const weightings = {
  none: () => undefined,
  // The smallest sigma of the usual thousand steps keeps the weight finite.
  'inverse-square': (sigma: Tensor) => divide(1, square(maximum(sigma, 1e-3))),
  'cosine-map': (sigma: Tensor) =>
    divide(2 / Math.PI, add(subtract(1, multiply(sigma, 2)), multiply(square(sigma), 2))),
};
