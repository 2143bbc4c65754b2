import {
  add,
  ArgumentError,
  cast,
  constant,
  type Dim,
  floor,
  gather,
  hostTensor,
  minimum,
  multiply,
  type Objective,
  type PredictionKind,
  subtract,
  type Tensor,
} from '@fm/core';
import type { DenoisingNetwork } from '../models/denoising-network.ts';
import type { DiscreteSchedule } from '../schedules/discrete-schedule.ts';
import type { DenoisingBatchName } from './denoising-batch.ts';
import {
  type Corruption,
  denoisingLoss,
  type DenoisingObjectiveOptions,
  type NoisyTarget,
  perSample,
} from './denoising-loss.ts';
import { oneOf } from './one-of.ts';
import type { TimeSampling } from './times/time-sampling.ts';
import { uniformTimes } from './times/uniform-times.ts';
import type { LossWeighting } from './weightings/loss-weighting.ts';

/** Options of {@link denoising}. */
export interface DenoisingOptions extends DenoisingObjectiveOptions {
  /** Noise levels of the training timesteps. */
  readonly schedule: DiscreteSchedule;
  /** What the network learns to predict. @default 'epsilon' */
  readonly prediction?: Exclude<PredictionKind, 'flow' | 'edm'>;
  /** @default uniformTimes() */
  readonly times?: TimeSampling;
  /** @default all samples alike */
  readonly weighting?: LossWeighting;
}

/**
 * The objective of denoising diffusion: of `alpha(t)·x0 + sigma(t)·noise` the network is to tell the noise, the data `x0`
 * or the velocity `alpha·noise − sigma·x0`, by the mean squared error. The batch holds `samples` `f32[batch, ...]` and,
 * for networks that know classes, `classLabels` `i64[batch]`; the network sees the timestep.
 *
 * @throws {ArgumentError} when the prediction is unknown, or the noise is to be told where no data is left
 * @see Ho et al. 2020, "Denoising Diffusion Probabilistic Models", equation 14; Salimans and Ho 2022 for the velocity
 * @example
 * ```ts
 * import { cosineSchedule, denoising, minSnr } from '@fm/diffusion';
 *
 * denoising({ schedule: cosineSchedule(), prediction: 'velocity', weighting: minSnr() }).name; // => 'velocity denoising'
 * ```
 */
export function denoising(options: DenoisingOptions): Objective<DenoisingNetwork, DenoisingBatchName> {
  const { schedule, prediction = 'epsilon', times = uniformTimes(), weighting } = options;
  if (prediction === 'epsilon' && schedule.alphasCumulative.some((alpha) => alpha === 0)) {
    throw new ArgumentError('Where nothing is left of the data, its noise says nothing about it', {
      expected: 'the prediction of a velocity or of the data',
      received: `epsilon prediction with the schedule ${schedule.name}, which ends at alpha 0`,
      hint: "Use prediction: 'velocity' with schedules of zero terminal SNR.",
    });
  }
  const targetOf = oneOf('denoising: prediction', targets, prediction);
  const table = (coefficient: (t: number) => number): Tensor =>
    constant(
      hostTensor(
        'f32',
        Float32Array.from({ length: schedule.trainingSteps }, (_, t) => coefficient(t)),
      ),
    );

  const corrupt = ({ samples, noise, key }: Corruption): NoisyTarget => {
    const position = multiply(times(key, samples.shape[0] as Dim), schedule.trainingSteps);
    const time = cast(minimum(floor(position), schedule.trainingSteps - 1), 'i64'); // [batch]
    const alphas = gather(table(schedule.alpha), time);
    const sigmas = gather(table(schedule.sigma), time);
    const [alpha, sigma] = [perSample(alphas, samples), perSample(sigmas, samples)];
    return {
      input: add(multiply(alpha, samples), multiply(sigma, noise)),
      time,
      target: targetOf({ samples, noise, alpha, sigma }),
      weight: weighting && gather(weightTable(schedule, prediction, weighting), time),
    };
  };
  return {
    name: `${prediction} denoising`,
    loss: (network, batch, { key }) => denoisingLoss(network, batch, { ...options, key, corrupt }),
  };
}

interface Mixture extends Pick<Corruption, 'samples' | 'noise'> {
  readonly alpha: Tensor;
  readonly sigma: Tensor;
}

const targets = {
  epsilon: ({ noise }: Mixture): Tensor => noise,
  sample: ({ samples }: Mixture): Tensor => samples,
  velocity: ({ samples, noise, alpha, sigma }: Mixture): Tensor =>
    subtract(multiply(alpha, noise), multiply(sigma, samples)),
};

/**
 * The weight of the error of what is predicted, at each timestep: an error of the noise is `SNR` times one of the data and
 * `SNR / (SNR + 1)` times one of the velocity.
 */
function weightTable(
  schedule: DiscreteSchedule,
  prediction: 'epsilon' | 'sample' | 'velocity',
  weighting: LossWeighting,
): Tensor {
  const ratios = Float32Array.from(
    { length: schedule.trainingSteps },
    (_, t) => (schedule.alpha(t) / schedule.sigma(t)) ** 2,
  );
  const factors = ratios.map((ratio) => {
    if (prediction === 'epsilon') return 1;
    return prediction === 'sample' ? ratio : ratio / (ratio + 1);
  });
  return multiply(weighting(constant(hostTensor('f32', ratios))), constant(hostTensor('f32', factors)));
}
