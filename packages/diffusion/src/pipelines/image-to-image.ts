import type { HostTensor } from '@fm/core';

import { type ImageRun, imageRun, type PipelineOptions, requireSamples, startingNoise } from './image-run.ts';
import { noisedSamples } from './noised-samples.ts';
import type { PlanMaker } from './run-plan.ts';
import { skippedSteps } from './skipped-steps.ts';

/** Options of {@link imageToImage}. */
export interface ImageToImageOptions extends PipelineOptions {
  /** Makes the plan without the steps that are left out, for example `fromDiffusersConfig(config).plan`. */
  readonly plan: PlanMaker;
  /** Steps of the whole grid; `⌊steps · strength⌋` of them are made. */
  readonly steps: number;
  /** How much may change, in (0, 1]: 1 keeps hardly anything. */
  readonly strength: number;
  /** Where the run starts, `f32[seeds, ...sampleShape]`: `fromImages(pictures)`. */
  readonly samples: HostTensor<'f32'>;
}

/**
 * Pictures from pictures: noise is added up to a level in the middle of the grid, `alpha·sample + sigma·noise`, and the
 * rest of the grid takes it away again.
 *
 * @throws {ArgumentError} when the strength is out of range or leaves no step, or labels and guidance do not fit
 * @throws {ShapeError} when the samples are not one of the denoiser's shape for each seed
 * @throws {NumericalError} while running, when the network gives NaN or an infinity
 * @see Meng et al. 2022, "SDEdit: guided image synthesis and editing with stochastic differential equations"
 * @example
 * ```ts
 * import { type Denoiser, hostTensor } from '@fm/core';
 * import { fromDiffusersConfig, imageToImage } from '@fm/diffusion';
 *
 * const still = hostTensor('f32', new Float32Array(4), [1, 1, 2, 2]);
 * const about = { name: 'still', prediction: 'velocity', sampleShape: [1, 2, 2] } as const;
 * const denoiser: Denoiser = { ...about, predict: async () => still };
 * const { plan } = fromDiffusersConfig({ _class_name: 'DDIMScheduler', prediction_type: 'v_prediction' });
 * const samples = hostTensor('f32', [-1, 1, 1, -1], [1, 1, 2, 2]);
 * const run = imageToImage({ denoiser, plan, steps: 10, strength: 0.5, samples, seeds: [1] });
 * let steps = 0;
 * for await (const _ of run) steps++;
 * steps; // => 5
 * ```
 */
export function imageToImage(options: ImageToImageOptions): ImageRun {
  const { steps, strength, samples } = options;
  const plan = options.plan({ steps, start: skippedSteps(steps, strength) });
  requireSamples('imageToImage: these samples do not fit the denoiser', options, samples);
  const start = noisedSamples(plan, samples, startingNoise(options));
  return imageRun('image to image', options, { plan, start });
}
