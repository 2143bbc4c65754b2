import { ArgumentError, formatShape, type HostTensor, type ProgressEvent, ShapeError } from '@fm/core';

import { type Image, toImages } from '../images/index.ts';
import { torchNoise } from '../noise/torch-noise.ts';
import type { SamplingRun } from '../sampling/run-sampler.ts';
import { sample, type SampleEvent } from '../sampling/sample.ts';
import { type ClassDenoiser, condition, type ConditionOptions } from './condition.ts';
import type { ImageState, RunPlan } from './run-plan.ts';

/** Options that all pipelines have. */
export interface PipelineOptions extends ConditionOptions {
  /** The network to ask. */
  readonly denoiser: ClassDenoiser;
  /**
   * One seed for each picture. A picture's noise depends on its seed alone, so it comes out the same in any batch, as
   * far as the backend computes the pictures of a batch alike. The generator is PyTorch's on the CPU: diffusers with
   * `generator=[torch.Generator().manual_seed(seed), …]` draws the same noise.
   */
  readonly seeds: readonly (number | bigint)[];
  /**
   * A state to go on from: that of an event of an earlier run with the same options.
   *
   * @default a run from the beginning
   */
  readonly state?: ImageState;
  /** Stops the run before its next evaluation. @default never */
  readonly signal?: AbortSignal;
}

/** One network evaluation of a pipeline, finished. */
export interface ImageEvent extends SampleEvent<ImageState> {
  /** What the run has done so far, and of how much. */
  readonly progress: ProgressEvent;
  /**
   * The network's estimate of the finished pictures.
   *
   * @throws {ShapeError} when the samples are no pictures
   */
  preview(): readonly Image[];
}

/** A pipeline under way: an async iterable of events, and a promise of the last sample, `f32[batch, ...]`. */
export type ImageRun = SamplingRun<ImageEvent, HostTensor<'f32'>>;

/** Starts or goes on with a run. */
export function imageRun(
  task: string,
  options: PipelineOptions,
  { plan, start }: { readonly plan: RunPlan; readonly start: HostTensor<'f32'> },
): ImageRun {
  const { seeds, state, signal } = options;
  const { sampler, parameterization } = plan;
  if (state !== undefined) requireSamples('The state belongs to another run', options, state.sample);
  const run = sample<ImageState>({
    ...condition(options.denoiser, seeds.length, options),
    sampler,
    state: state ?? sampler.init(start, { seed: seeds, drawn: 1 }),
    ...(parameterization !== undefined && { parameterization }),
    ...(signal !== undefined && { signal }),
  });
  const total = 'evaluations' in sampler ? (sampler.evaluations as readonly unknown[]).length : undefined;
  const describe = (event: SampleEvent<ImageState>): ImageEvent => ({
    ...event,
    progress: {
      type: 'progress',
      task,
      completed: event.evaluations,
      ...(total !== undefined && { total }),
      unit: 'evaluations',
      values: { timestep: event.timestep, sigma: event.sigma },
    },
    preview: () => toImages(event.denoised),
  });
  return {
    async *[Symbol.asyncIterator]() {
      for await (const event of run) yield describe(event);
    },
    get result() {
      return run.result;
    },
  };
}

/**
 * The noise that a run starts with, deviation 1: the first draw of each picture's generator.
 *
 * @returns `f32[seeds, ...sampleShape]`
 * @throws {ArgumentError} when there are no seeds
 */
export function startingNoise({
  denoiser,
  seeds,
}: Pick<PipelineOptions, 'denoiser' | 'seeds'>): HostTensor<'f32'> {
  if (seeds.length === 0) {
    throw new ArgumentError('A run needs at least one seed', {
      expected: 'one seed for each picture',
      received: 'none',
    });
  }
  const shape = [seeds.length, ...denoiser.sampleShape];
  return torchNoise.draw(torchNoise.init(seeds, shape), { shape, from: 0, to: 0 }).noise;
}

/** @throws {ShapeError} when there is not one sample of the denoiser's shape for each seed */
export function requireSamples(
  summary: string,
  { denoiser, seeds }: Pick<PipelineOptions, 'denoiser' | 'seeds'>,
  samples: HostTensor<'f32'>,
): void {
  const expected = formatShape([seeds.length, ...denoiser.sampleShape]);
  if (samples.dtype === 'f32' && formatShape(samples.shape) === expected) return;
  throw new ShapeError(summary, {
    expected: `f32${expected}, one sample for each seed`,
    received: `${samples.dtype}${formatShape(samples.shape)}`,
  });
}
