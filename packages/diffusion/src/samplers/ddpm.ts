import { type HostTensor, ShapeError } from '@fm/core';

import { type NoiseLevel, type SamplingGrid, levelAfter } from '../grids/sampling-grid.ts';
import type { NoiseSource } from '../noise/noise-source.ts';
import { torchNoise } from '../noise/torch-noise.ts';
import { rounding, type TablePrecision } from '../schedules/discrete-schedule.ts';
import { linearCombination } from './linear-combination.ts';
import { type PlannedSampler, plannedSampler } from './planned-sampler.ts';

/**
 * The variance of a step. `small` is the posterior's for data known exactly, `large` the forward process's;
 * `learned` is the network's own, `learnedRange` lies between the two logarithmically, as the network says.
 */
export type DdpmVariance = 'small' | 'large' | 'learned' | 'learnedRange';

/** Options of {@link ddpm}. */
export interface DdpmOptions {
  /** @default 'small' */
  readonly variance?: DdpmVariance;
  /** Whether a last step that begins above timestep 0 adds noise to what it calls data. @default false */
  readonly noiseAtEnd?: boolean;
  /** @default torchNoise */
  readonly noise?: NoiseSource;
  /** Variance `β` of each step, where it is known better than `1 - (α/α')²`. @default that */
  readonly betas?: readonly (number | undefined)[];
  /** Number format of the coefficients: `f32` repeats PyTorch's rounding. @default 'f64' */
  readonly precision?: TablePrecision;
}

/**
 * Ancestral sampling of DDPM: `x' = (α'·β/σ²)·denoised + (√a·σ'²/σ²)·x + s·z` with `a = (α/α')²`, `β = 1 - a` and
 * `s²` the variance of the step.
 *
 * @param grid - noise levels of the run, from noise to data
 * @returns a sampler of `f32[batch, ...]`
 * @see Ho, Jain and Abbeel 2020, "Denoising diffusion probabilistic models", equations 6 and 7
 * @example
 * ```ts
 * import { type Denoiser, hostTensor } from '@fm/core';
 * import { ddpm, linearSchedule, sample, trailingTimesteps, variancePreservingGrid } from '@fm/diffusion';
 *
 * const grid = variancePreservingGrid(linearSchedule(), trailingTimesteps(1000, 10));
 * // The network of standard normal data, whose velocity is 0: the run ends at a draw of it.
 * const still = hostTensor('f32', [0], [1, 1]);
 * const denoiser: Denoiser = { name: 'normal', prediction: 'velocity', sampleShape: [1], predict: async () => still };
 * const run = sample({ sampler: ddpm(grid), denoiser, sample: hostTensor('f32', [1], [1, 1]), seed: 0 });
 * (await run.result).data; // => Float32Array [-0.465]
 * ```
 */
export function ddpm(grid: SamplingGrid, options: DdpmOptions = {}): PlannedSampler<null> {
  const { variance = 'small', noiseAtEnd = false, noise = torchNoise, precision, betas = [] } = options;
  const steps = grid.points.map((from, i) => {
    const to = levelAfter(grid, i);
    const noisy = to.sigma > 0 || (noiseAtEnd && from.timestep > 0);
    return { ...posterior(from, to, rounding(precision), betas[i]), noisy };
  });
  return plannedSampler({
    name: `ddpm(${variance} variance)`,
    evaluations: grid.points,
    initialScale: grid.initialScale,
    memory: null,
    noise,
    advance({ evaluation, sample, prediction, draw }) {
      const { data, keep, small, large, noisy } = steps[evaluation] as (typeof steps)[number];
      if (!noisy)
        return { sample: linearCombination([data, prediction.denoised], [keep, sample]), memory: null };
      const fresh = draw();
      if (variance === 'learned' || variance === 'learnedRange') {
        scaleByLearned(fresh, prediction.variance, variance === 'learned' ? undefined : { small, large });
      }
      const deviation = variance === 'small' ? Math.sqrt(small) : variance === 'large' ? Math.sqrt(large) : 1;
      return {
        sample: linearCombination([data, prediction.denoised], [keep, sample], [deviation, fresh]),
        memory: null,
      };
    },
  });
}

/** Coefficients of the posterior's mean, and the two bounds of its variance. */
function posterior(
  from: NoiseLevel,
  to: NoiseLevel,
  round: (value: number) => number,
  beta: number | undefined,
): { data: number; keep: number; small: number; large: number } {
  const [now, next] = [round(from.alpha ** 2), round(to.alpha ** 2)];
  const [noiseNow, noiseNext] = [round(1 - now), round(1 - next)];
  const kept = beta === undefined ? round(now / next) : round(1 - beta);
  const added = beta ?? round(1 - kept);
  return {
    data: (Math.sqrt(next) * added) / noiseNow,
    keep: (Math.sqrt(kept) * noiseNext) / noiseNow,
    small: Math.max((noiseNext / noiseNow) * added, 1e-20),
    large: added,
  };
}

/** Multiplies noise in place by the deviation that the network's `variance` means. */
function scaleByLearned(
  { data }: HostTensor<'f32'>,
  variance: HostTensor<'f32'> | undefined,
  range?: { readonly small: number; readonly large: number },
): void {
  if (variance === undefined) {
    throw new ShapeError('ddpm: the network gave no variance', {
      expected: 'twice the channels, read by `learnedVariance(parameterization)`',
      received: 'a prediction without variance',
      hint: 'Choose the variance `small` or `large` for a network that learned none.',
    });
  }
  const [low, high] = [Math.log(range?.small ?? 1), Math.log(range?.large ?? 1)];
  for (let i = 0; i < data.length; i++) {
    const value = variance.data[i] as number;
    const share = (value + 1) / 2;
    const deviation =
      range === undefined ? Math.sqrt(value) : Math.exp(0.5 * (share * high + (1 - share) * low));
    data[i] = (data[i] as number) * deviation;
  }
}
