import { linearCombination } from '../samplers/linear-combination.ts';
import { type ImageRun, imageRun, type PipelineOptions, startingNoise } from './image-run.ts';
import type { RunPlan } from './run-plan.ts';

/** Options of {@link generateImages}. */
export interface GenerateImagesOptions extends PipelineOptions {
  /** Grid and sampler of the run. */
  readonly plan: RunPlan;
}

/**
 * Pictures from noise, with or without classes.
 *
 * @throws {ArgumentError} when there are no seeds, or labels and guidance do not fit
 * @throws {ShapeError} when `state` is of another batch or size
 * @throws {NumericalError} while running, when the network gives NaN or an infinity
 * @example
 * ```ts
 * import { type Denoiser, hostTensor } from '@fm/core';
 * import { fromDiffusersConfig, generateImages } from '@fm/diffusion';
 *
 * const denoiser: Denoiser = {
 *   name: 'grey',
 *   prediction: 'sample',
 *   sampleShape: [1, 2, 2],
 *   predict: async ({ sample }) => hostTensor('f32', new Float32Array(sample.data.length), sample.shape),
 * };
 * const { plan } = fromDiffusersConfig({ _class_name: 'DDIMScheduler', prediction_type: 'sample' });
 * const run = generateImages({ denoiser, plan: plan({ steps: 4 }), seeds: [1, 2] });
 * const seen: number[] = [];
 * for await (const { preview } of run) seen.push(preview()[0]?.data[0] ?? 0);
 * seen; // => [128, 128, 128, 128]
 * (await run.result).shape; // => [2, 1, 2, 2]
 * ```
 */
export function generateImages(options: GenerateImagesOptions): ImageRun {
  const { plan } = options;
  const start = linearCombination([plan.sampler.initialScale, startingNoise(options)]);
  return imageRun('generate images', options, { plan, start });
}
