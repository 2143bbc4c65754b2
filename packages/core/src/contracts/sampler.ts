import type { HostTensor } from '../tensor/index.ts';

/**
 * A reverse process as two pure functions. The state is plain data, so a run can be saved, resumed and forked at any
 * step, and it may be discrete (token ids) as well as continuous.
 */
export interface Sampler<State extends SamplerState = SamplerState> {
  /** Name for messages, for example `dpm-solver++(2M)`. */
  readonly name: string;
  /** The state before the first evaluation. */
  init(sample: HostTensor): State;
  /** What the network must be asked next; `undefined` when the run is over. */
  request(state: State): SamplerRequest | undefined;
  /** The state after the network's answer to {@link Sampler.request}. */
  next(state: State, denoised: HostTensor): State;
}

/** The part of a sampler's state that every sampler has. */
export interface SamplerState {
  /** Steps finished. */
  readonly index: number;
  /** The current sample, `[batch, ...]`. */
  readonly sample: HostTensor;
}

/** One network evaluation a sampler asks for. */
export interface SamplerRequest {
  readonly sample: HostTensor;
  /** Training timestep, or a continuous time. */
  readonly timestep: number;
  /** Noise level of the sample. */
  readonly sigma: number;
}
