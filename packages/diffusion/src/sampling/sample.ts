import {
  ArgumentError,
  type Denoiser,
  type DenoiserInput,
  type HostTensor,
  type NoiseLevelRequest,
  type Prediction,
  type Sampler,
  type SamplerSeed,
  type SamplerState,
} from '@fm/core';

import { type Parameterization, predictionBuffers } from '../parameterizations/parameterization.ts';
import { parameterizationOf } from '../parameterizations/parameterization-of.ts';
import { checkFinite } from './check-finite.ts';
import { runSampler, type SamplingRun } from './run-sampler.ts';

/** What {@link sample} is given. */
export interface SampleOptions<State extends SamplerState> {
  /** Made for the noise levels of the run. */
  readonly sampler: Sampler<State>;
  /** The network to ask. */
  readonly denoiser: Denoiser;
  /** Meaning of the network's output. @default the one of `denoiser.prediction` */
  readonly parameterization?: Parameterization;
  /**
   * Starting sample, `f32[batch, ...]`: noise times `sampler.initialScale`, or noised data.
   *
   * @default none: `state` is needed
   */
  readonly sample?: HostTensor<'f32'>;
  /** A state to go on from, instead of `sample`. @default none: `sample` is needed */
  readonly state?: State;
  /** Seed of the noise that is added while sampling, one or one for each image. @default 0 */
  readonly seed?: SamplerSeed;
  /** Conditioning that the denoiser takes, by name. @default none */
  readonly conditioning?: DenoiserInput['conditioning'];
  /** Stops the run before its next evaluation. @default never */
  readonly signal?: AbortSignal;
}

/** One network evaluation of a run, finished. */
export interface SampleEvent<State extends SamplerState = SamplerState> {
  /** Steps finished. */
  readonly index: number;
  /** Evaluations so far. */
  readonly evaluations: number;
  /** Time and noise level that the network was asked about. */
  readonly timestep: number;
  /** Noise coefficient of the sample that the network was asked about. */
  readonly sigma: number;
  /** The sample after the evaluation, `f32[batch, ...]`. */
  readonly x: State['sample'];
  /** The network's estimate of the data, `f32[batch, ...]`. */
  readonly denoised: HostTensor<'f32'>;
  /** Everything needed to go on from here: plain data. */
  readonly state: State;
  /** Estimate of the step's error, from samplers that have one. */
  readonly error?: number;
}

/**
 * Samples: an async iterable of events, one for each network evaluation, and a promise of the last sample.
 *
 * A run holds no state but the sampler's, which every event carries: to save a run keep `event.state`, to resume pass
 * it as `state`, to fork pass it twice. Leaving the loop or aborting `signal` stops the run before its next
 * evaluation.
 *
 * @throws {ArgumentError} when neither or both of `sample` and `state` are given
 * @throws {NumericalError} when the network gives NaN or an infinity
 * @throws {ShapeError} when its output has another shape than the sample
 * @example
 * ```ts
 * import { ddim, linearSchedule, sample, variancePreservingGrid } from '@fm/diffusion';
 * import { hostTensor } from '@fm/core';
 *
 * const grid = variancePreservingGrid(linearSchedule(), [999, 499, 0]);
 * const zero = { name: 'zero', prediction: 'sample', sampleShape: [2] } as const;
 * const denoiser = { ...zero, predict: async () => hostTensor('f32', [0, 0], [1, 2]) };
 * const run = sample({ sampler: ddim(grid), denoiser, sample: hostTensor('f32', [1, -1], [1, 2]) });
 * const steps: number[] = [];
 * for await (const { timestep } of run) steps.push(timestep);
 * steps; // => [999, 499, 0]
 * [...(await run.result).data].map(Math.abs); // => [0, 0]
 * ```
 */
export function sample<State extends SamplerState>(
  options: SampleOptions<State>,
): SamplingRun<SampleEvent<State>, State['sample']> {
  const { sampler, denoiser, parameterization = parameterizationOf(denoiser.prediction) } = options;
  if ((options.sample === undefined) === (options.state === undefined)) {
    throw new ArgumentError('sample: a run starts from a sample or from a state', {
      expected: 'one of `sample` and `state`',
      received: options.sample === undefined ? 'neither' : 'both',
    });
  }
  const first =
    options.state ??
    sampler.init(
      options.sample as HostTensor<'f32'>,
      options.seed === undefined ? {} : { seed: options.seed },
    );
  let buffers: Prediction | undefined;

  async function answer(request: NoiseLevelRequest): Promise<Prediction> {
    const raw = await denoiser.predict(networkInput(request, options));
    checkFinite(raw, request, denoiser.name);
    // The data estimate goes to the caller, who may keep it; the noise estimate is used up here.
    buffers ??= predictionBuffers(request.sample.shape);
    const { denoised } = predictionBuffers(request.sample.shape);
    return parameterization.predict(raw, request, { ...buffers, denoised });
  }

  return runSampler({
    sampler,
    state: first,
    answer,
    describe: ({ request, answer: { denoised }, state }): SampleEvent<State> => ({
      index: state.index,
      evaluations: state.evaluations,
      timestep: request.timestep,
      sigma: request.sigma,
      x: state.sample,
      denoised,
      state,
      ...('error' in state && typeof state.error === 'number' && { error: state.error }),
    }),
    ...(options.signal !== undefined && { signal: options.signal }),
  });
}

function networkInput(
  { sample: x, timestep, alpha, sigma, inputScale }: NoiseLevelRequest,
  { conditioning, signal }: Pick<SampleOptions<SamplerState>, 'conditioning' | 'signal'>,
): DenoiserInput {
  const batch = x.shape[0] ?? 1;
  return {
    sample: inputScale === 1 ? x : { ...x, data: x.data.map((value) => value * inputScale) },
    time: { dtype: 'f32', shape: [batch], data: new Float32Array(batch).fill(timestep) },
    noiseLevel: sigma / alpha,
    ...(conditioning !== undefined && { conditioning }),
    ...(signal !== undefined && { signal }),
  };
}
