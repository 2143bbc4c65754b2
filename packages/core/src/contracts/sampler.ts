import type { HostTensor } from '../tensor/index.ts';

/**
 * A reverse process as pure functions. The state is plain data (numbers, arrays, {@link HostTensor}s), so a run can be
 * saved, resumed and forked at any step. The sample may be continuous (an image: the answer is a {@link Prediction})
 * or discrete (token ids: the answer is logits); the loop around it is the same.
 */
export interface Sampler<
  State extends SamplerState = SamplerState,
  Answer = Prediction,
  Request extends SamplerRequest = NoiseLevelRequest,
> {
  /** Name for messages, for example `dpm-solver++(2M)`. */
  readonly name: string;
  /** Scale of the noise that a run from nothing starts with: the standard deviation of the first sample. */
  readonly initialScale: number;
  /**
   * The state before the first evaluation.
   *
   * @param sample - the starting sample, `[batch, ...]`
   */
  init(sample: HostTensor, options?: SamplerInit): State;
  /** What the network must be asked next; `undefined` when the run is over. */
  request(state: State): Request | undefined;
  /**
   * The state after the network's answer to {@link Sampler.request}. Keeps no reference to `answer`: its buffers may
   * be used again.
   */
  next(state: State, answer: Answer): State;
}

/** What a run is started with beside its sample. */
export interface SamplerInit {
  /** Seed of the noise that is added while sampling: one for the whole batch, or one for each image of it. @default 0 */
  readonly seed?: SamplerSeed;
  /**
   * Random tensors of the sample's shape that were drawn from the seed before: the starting noise, which a run must not
   * see again as fresh noise.
   *
   * @default 0
   */
  readonly drawn?: number;
}

/** One seed for a batch, or one seed for each of its images. */
export type SamplerSeed = number | bigint | readonly (number | bigint)[];

/** The part of a sampler's state that every sampler has. */
export interface SamplerState {
  /** Steps finished. */
  readonly index: number;
  /** Answers received; more than {@link SamplerState.index} where a step asks more than once. */
  readonly evaluations: number;
  /** The current sample, `[batch, ...]`. */
  readonly sample: HostTensor;
}

/** One network evaluation a sampler asks for. */
export interface SamplerRequest {
  /** The noisy sample, `[batch, ...]`. */
  readonly sample: HostTensor;
  /** Training timestep, or a continuous time, in the network's own unit. */
  readonly timestep: number;
  /** Noise coefficient of the sample. */
  readonly sigma: number;
}

/** A request about a continuous sample, `sample = alpha·x0 + sigma·noise`. */
export interface NoiseLevelRequest extends SamplerRequest {
  /** The noisy sample. */
  readonly sample: HostTensor<'f32'>;
  /** Signal coefficient of the sample. */
  readonly alpha: number;
  /** The network sees `inputScale · sample`. */
  readonly inputScale: number;
}

/** What a network's raw output says about a sample `alpha·x0 + sigma·noise`. */
export interface Prediction {
  /** Estimate of the data `x0`, clipped or thresholded where that was asked for, `f32[batch, ...]`. */
  readonly denoised: HostTensor<'f32'>;
  /** Estimate of the noise, from the raw output before any clipping, `f32[batch, ...]`. */
  readonly noise: HostTensor<'f32'>;
  /** The second half of the channels of a network that learned its variance, `f32[batch, ...]`. */
  readonly variance?: HostTensor<'f32'>;
}
