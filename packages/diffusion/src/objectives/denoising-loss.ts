import {
  ArgumentError,
  dimensionSize,
  foldIn,
  type Loss,
  type LossContext,
  multiply,
  normal,
  randomKey,
  reduceMean,
  reshape,
  ShapeError,
  square,
  subtract,
  type Tensor,
  type TracedBatch,
  formatType,
  equalShapes,
} from '@fm/core';
import type { DenoisingNetwork } from '../models/denoising-network.ts';
import { denoisingBatch, type DenoisingBatchName } from './denoising-batch.ts';

/** Options that all objectives of denoisers have. */
export interface DenoisingObjectiveOptions {
  /**
   * Share of labels replaced by "no class" (the last class embedding), in [0, 1], so that one network learns what
   * classifier-free guidance needs.
   *
   * @default 0.1
   */
  readonly classDropout?: number;
}

/** Coefficients and expectations of one noisy batch. */
export interface NoisyTarget {
  /** What the network sees, the shape of the samples. */
  readonly input: Tensor;
  /** Time in the network's own unit, `[batch]`. */
  readonly time: Tensor;
  /** What the network should answer, the shape of the samples. */
  readonly target: Tensor;
  /** Weight of each sample's squared error, `f32[batch]`; all alike without it. */
  readonly weight?: Tensor | undefined;
}

/** What an objective makes of clean samples. */
export interface Corruption {
  readonly samples: Tensor;
  /** Normal numbers, the shape of the samples. */
  readonly noise: Tensor;
  /** Random key for times, `i32[2]`. */
  readonly key: Tensor;
}

/**
 * The weighted mean squared error of a network's answer about noisy samples. Evaluation, which has no key, always draws
 * the same times and noise.
 */
export function denoisingLoss(
  network: DenoisingNetwork,
  batch: TracedBatch<DenoisingBatchName>,
  { key, classDropout = 0.1, corrupt }: LossContext & DenoisingObjectiveOptions & CorruptionRule,
): Loss {
  if (!(classDropout >= 0 && classDropout <= 1)) {
    throw new ArgumentError('classDropout is out of range', {
      expected: 'a number in [0, 1]',
      received: `${classDropout}`,
    });
  }
  const randomness = key ?? randomKey(0);
  const given = denoisingBatch(network, batch, { rate: classDropout, key: key && foldIn(key, 0) });
  const { samples, classLabels } = given;
  const noise = normal(foldIn(randomness, 1), samples.shape);
  const { input, time, target, weight } = corrupt({ samples, noise, key: foldIn(randomness, 2) });
  const answer = network.denoise(input, time, { classLabels, key: key && foldIn(key, 3) });
  if (!equalShapes(answer.shape, target.shape)) {
    throw new ShapeError('The network answers in another shape than its samples', {
      expected: formatType(target),
      received: formatType(answer),
      hint: 'Set out_channels to in_channels; learned variances are for sampling only.',
    });
  }
  const errors = square(subtract(answer, target));
  const weighted = weight === undefined ? errors : multiply(perSample(weight, errors), errors);
  return { loss: reduceMean(weighted), weight: dimensionSize(given.batch, 'f32') };
}

/** How an objective corrupts samples. */
export interface CorruptionRule {
  readonly corrupt: (clean: Corruption) => NoisyTarget;
}

/** `[batch]` → `[batch, 1, …]`, to be multiplied with something of the samples' rank. */
export function perSample(vector: Tensor, { rank }: Tensor): Tensor {
  return reshape(vector, [vector.shape[0]!, ...Array.from({ length: rank - 1 }, () => 1)]);
}
