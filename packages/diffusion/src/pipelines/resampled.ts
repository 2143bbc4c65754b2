import {
  ArgumentError,
  type HostTensor,
  type NoiseLevelRequest,
  type Prediction,
  type Sampler,
  type SamplerInit,
  type SamplerSeed,
} from '@fm/core';

import type { NoiseLevel } from '../grids/sampling-grid.ts';
import type { NoiseState } from '../noise/noise-source.ts';
import { torchNoise, type TorchNoiseState } from '../noise/torch-noise.ts';
import { linearCombination } from '../samplers/linear-combination.ts';
import type { ImageState } from './run-plan.ts';

/** State of a {@link resampled} sampler. */
export interface ResampledState extends ImageState {
  /** State of the sampler that is repeated. */
  readonly inner: ImageState & { readonly noise?: NoiseState | null };
  /** How often the running step was made already. */
  readonly round: number;
  /** Generator of the noise that leads back. */
  readonly noise: NoiseState;
}

/**
 * A sampler that makes each step but the last several times, going back to the step's noise level with fresh noise in
 * between: what a region was painted with can still change to suit what is known of the others.
 *
 * @param times - how often each step is made, a positive integer
 * @throws {ArgumentError} when `times` is something else; while running, for samplers with several evaluations a step
 * @see Lugmayr et al. 2022, "RePaint", algorithm 1 with jumps of one step
 * @example
 * ```ts
 * import { type Denoiser, hostTensor } from '@fm/core';
 * import { ddim, linearSchedule, resampled, sample, variancePreservingGrid } from '@fm/diffusion';
 *
 * const grid = variancePreservingGrid(linearSchedule(), [999, 499]);
 * const noise = hostTensor('f32', [0], [1, 1]);
 * const denoiser: Denoiser = { name: 'zero', prediction: 'velocity', sampleShape: [1], predict: async () => noise };
 * const run = sample({ sampler: resampled(ddim(grid), 3), denoiser, sample: hostTensor('f32', [1], [1, 1]) });
 * const times: number[] = [];
 * for await (const { timestep } of run) times.push(timestep);
 * times; // => [999, 999, 999, 499]
 * ```
 */
export function resampled(sampler: Sampler<ImageState>, times: number): Sampler<ResampledState> {
  if (!Number.isInteger(times) || times < 1) {
    throw new ArgumentError('A step cannot be made so often', {
      expected: 'a positive integer',
      received: `${times}`,
    });
  }
  return Object.freeze({
    name: `${sampler.name}, each step ${times} times`,
    initialScale: sampler.initialScale,
    init(sample: HostTensor, options: SamplerInit = {}): ResampledState {
      const noise = torchNoise.init(ownSeed(options.seed ?? 0), sample.shape);
      return around(sampler.init(sample, options), { evaluations: 0, round: 0, noise });
    },
    request: ({ inner }: ResampledState): NoiseLevelRequest | undefined => sampler.request(inner),
    next(state: ResampledState, prediction: Prediction): ResampledState {
      const { inner, round, noise } = state;
      const after: ResampledState['inner'] = sampler.next(inner, prediction);
      const [from, to] = [sampler.request(after), sampler.request(inner)];
      const evaluations = state.evaluations + 1;
      if (from === undefined || to === undefined || round + 1 >= times) {
        return around(after, { evaluations, round: 0, noise });
      }
      requireStep(sampler, inner, after);
      const back = noisedBack(after.sample, { from, to }, noise as TorchNoiseState);
      const again = { ...inner, sample: back.sample, ...(after.noise && { noise: after.noise }) };
      return around(again, { evaluations, round: round + 1, noise: back.noise });
    },
  });
}

function around(
  inner: ImageState,
  own: Pick<ResampledState, 'evaluations' | 'round' | 'noise'>,
): ResampledState {
  return { index: inner.index, sample: inner.sample, inner, ...own };
}

/** A sample of level `from` as one of the noisier level `to`. */
function noisedBack(
  sample: HostTensor<'f32'>,
  { from, to }: { readonly from: NoiseLevel; readonly to: NoiseLevel },
  noise: TorchNoiseState,
): { readonly sample: HostTensor<'f32'>; readonly noise: TorchNoiseState } {
  const keep = to.alpha / from.alpha;
  const fresh = Math.sqrt(Math.max(0, to.sigma ** 2 - (keep * from.sigma) ** 2));
  const drawn = torchNoise.draw(noise, { shape: sample.shape, from: from.sigma, to: to.sigma });
  return { sample: linearCombination([keep, sample], [fresh, drawn.noise]), noise: drawn.state };
}

/** Another stream than that of the sampler's own noise. */
function ownSeed(seed: SamplerSeed): SamplerSeed {
  const other = (one: number | bigint): bigint => BigInt(one) ^ 0x9e37_79b9n;
  return typeof seed === 'object' ? seed.map(other) : other(seed);
}

function requireStep({ name }: Sampler<ImageState>, before: ImageState, after: ImageState): void {
  if (after.index > before.index) return;
  throw new ArgumentError(`${name}: steps of several evaluations cannot be made again`, {
    expected: 'a sampler that asks once a step',
    received: name,
    hint: 'Leave `resamplings` out, or take DDPM, DDIM, Euler or a multistep solver.',
  });
}
