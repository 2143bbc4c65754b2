import { ArgumentError, formatShape, type HostTensor, ShapeError } from '@fm/core';

import { linearCombination } from '../samplers/linear-combination.ts';
import { type ImageRun, imageRun, type PipelineOptions, requireSamples, startingNoise } from './image-run.ts';
import { keepKnown } from './keep-known.ts';
import { noisedSamples } from './noised-samples.ts';
import { resampled } from './resampled.ts';
import type { PlanMaker } from './run-plan.ts';
import { skippedSteps } from './skipped-steps.ts';

/** Options of {@link inpaint}. */
export interface InpaintOptions extends PipelineOptions {
  /** Makes the plan without the steps that are left out, for example `fromDiffusersConfig(config).plan`. */
  readonly plan: PlanMaker;
  /** Steps of the whole grid; `⌊steps · strength⌋` of them are made. */
  readonly steps: number;
  /** How much of what is painted over may change, in (0, 1]; at 1 that part starts from noise alone. @default 1 */
  readonly strength?: number;
  /** The pictures, `f32[seeds, ...sampleShape]`. */
  readonly samples: HostTensor<'f32'>;
  /**
   * 1 where to paint, 0 what to keep: `f32[seeds or 1, channels or 1, height, width]`; extents of 1 are repeated.
   */
  readonly mask: HostTensor<'f32'>;
  /**
   * How often each step is made, with fresh noise in between, so that the painted part comes to suit the known one:
   * see {@link resampled}. RePaint makes 10.
   *
   * @default 1
   */
  readonly resamplings?: number;
}

/**
 * Paints a part of pictures anew. Numbers where the mask is 0 come out exactly as they went in.
 *
 * The network need not have been trained for it: see {@link keepKnown} for how the known part steers the rest.
 *
 * @throws {ArgumentError} when the strength is out of range, the mask has other values than 0 and 1, or labels and
 * guidance do not fit
 * @throws {ShapeError} when samples or mask do not fit the denoiser
 * @throws {NumericalError} while running, when the network gives NaN or an infinity
 * @example
 * ```ts
 * import { type Denoiser, hostTensor } from '@fm/core';
 * import { fromDiffusersConfig, inpaint } from '@fm/diffusion';
 *
 * const still = hostTensor('f32', new Float32Array(4), [1, 1, 2, 2]);
 * const about = { name: 'still', prediction: 'velocity', sampleShape: [1, 2, 2] } as const;
 * const denoiser: Denoiser = { ...about, predict: async () => still };
 * const { plan } = fromDiffusersConfig({ _class_name: 'DDIMScheduler', prediction_type: 'v_prediction' });
 * const samples = hostTensor('f32', [-1, 1, 1, -1], [1, 1, 2, 2]);
 * const mask = hostTensor('f32', [0, 0, 0, 1], [1, 1, 2, 2]); // paints the last pixel
 * const run = inpaint({ denoiser, plan, steps: 10, samples, mask, seeds: [1] });
 * (await run.result).data.subarray(0, 3); // => Float32Array [-1, 1, 1]
 * ```
 */
export function inpaint(options: InpaintOptions): ImageRun {
  const { steps, strength = 1, samples, resamplings = 1 } = options;
  const made = options.plan({ steps, start: skippedSteps(steps, strength) });
  requireSamples('inpaint: these samples do not fit the denoiser', options, samples);
  const mask = wholeMask(options.mask, samples.shape);
  const noise = startingNoise(options);
  const keeping = keepKnown(made.sampler, { known: samples, mask, noise });
  const plan = { ...made, sampler: resamplings === 1 ? keeping : resampled(keeping, resamplings) };
  const start =
    strength === 1
      ? linearCombination([plan.sampler.initialScale, noise])
      : noisedSamples(plan, samples, noise);
  return imageRun('inpaint', options, { plan, start });
}

/** The mask with its extents of 1 repeated to the samples' shape. */
function wholeMask(mask: HostTensor<'f32'>, shape: readonly number[]): HostTensor<'f32'> {
  const fits = mask.shape.length === shape.length && mask.shape.every((n, i) => n === 1 || n === shape[i]);
  if (mask.dtype !== 'f32' || !fits) {
    throw new ShapeError('inpaint: the mask does not fit the samples', {
      expected: `f32${formatShape(shape)}, or 1 in place of an extent`,
      received: `${mask.dtype}${formatShape(mask.shape)}`,
    });
  }
  const other = mask.data.find((value) => value !== 0 && value !== 1);
  if (other !== undefined) {
    throw new ArgumentError('inpaint: the mask has other values than 0 and 1', {
      expected: '1 where to paint, 0 what to keep',
      received: `${other}`,
      hint: 'Round it first.',
    });
  }
  const size = shape.reduce((product, extent) => product * extent, 1);
  const data = Float32Array.from(
    { length: size },
    (_, i) => mask.data[placeIn(mask.shape, shape, i)] as number,
  );
  return { dtype: 'f32', shape, data };
}

/** Place in a repeated tensor of number `i` of the whole one. */
function placeIn(repeated: readonly number[], whole: readonly number[], i: number): number {
  let [rest, place, stride] = [i, 0, 1];
  for (let axis = whole.length - 1; axis >= 0; axis--) {
    const extent = whole[axis] as number;
    if (repeated[axis] !== 1) {
      place += (rest % extent) * stride;
      stride *= extent;
    }
    rest = Math.floor(rest / extent);
  }
  return place;
}
