import {
  add,
  type Dim,
  divide,
  exp,
  multiply,
  normal,
  type Objective,
  rsqrt,
  square,
  subtract,
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
import { requirePositive } from './require-positive.ts';

/** Options of {@link edmDenoising}. */
export interface EdmOptions extends DenoisingObjectiveOptions {
  /** Standard deviation of the data. @default 0.5 */
  readonly sigmaData?: number;
  /** Mean of `ln sigma`. @default -1.2 */
  readonly meanLogSigma?: number;
  /** Standard deviation of `ln sigma`. @default 1.2 */
  readonly deviationLogSigma?: number;
}

/**
 * The objective of EDM: the network `F` stands inside `D(x) = c_skip·x + c_out·F(c_in·x, ln(sigma)/4)`, noise levels are
 * log-normal, and the weight `(sigma² + sd²) / (sigma·sd)²` of `D`'s error becomes 1 for `F`'s. The batch is that of
 * {@link denoising}.
 *
 * @throws {ArgumentError} when a standard deviation is not positive
 * @see Karras et al. 2022, "Elucidating the Design Space of Diffusion-Based Generative Models", table 1
 * @example
 * ```ts
 * import { edmDenoising } from '@fm/diffusion';
 *
 * edmDenoising({ sigmaData: 0.6 }).name; // => 'EDM denoising'
 * ```
 */
export function edmDenoising(options: EdmOptions = {}): Objective<DenoisingNetwork, DenoisingBatchName> {
  const { sigmaData = 0.5, meanLogSigma = -1.2, deviationLogSigma = 1.2 } = options;
  requirePositive('edmDenoising', { sigmaData, deviationLogSigma });
  const corrupt = ({ samples, noise, key }: Corruption): NoisyTarget => {
    const logSigma = add(multiply(normal(key, [samples.shape[0] as Dim]), deviationLogSigma), meanLogSigma); // [batch]
    const sigmas = exp(logSigma);
    const inverseNorm = rsqrt(add(square(sigmas), sigmaData ** 2));
    const [sigma, inputScale] = [perSample(sigmas, samples), perSample(inverseNorm, samples)];
    const noisy = add(samples, multiply(sigma, noise));
    const skipped = multiply(multiply(square(inputScale), sigmaData ** 2), noisy); // c_skip · x
    const outputScale = multiply(multiply(sigma, sigmaData), inputScale); // c_out
    return {
      input: multiply(inputScale, noisy),
      time: multiply(logSigma, 0.25),
      target: divide(subtract(samples, skipped), outputScale),
    };
  };
  return {
    name: 'EDM denoising',
    loss: (network, batch, { key }) => denoisingLoss(network, batch, { ...options, key, corrupt }),
  };
}
