import type { ConcreteShape, HostTensor, SamplerSeed } from '@fm/core';

/** State of a {@link NoiseSource}: plain data, part of a sampler's state. */
export type NoiseState = object;

/** Where stochastic samplers take their noise from: pure functions over a plain state. */
export interface NoiseSource<State extends NoiseState = NoiseState> {
  /** Name for messages. */
  readonly name: string;
  /**
   * The state before the first draw.
   *
   * @param drawn - tensors of `shape` drawn from the seed before; a source that does not draw one after another has
   * nothing to pass over. @default 0
   */
  init(seed: SamplerSeed, shape: ConcreteShape, drawn?: number): State;
  /** Normal noise, mean 0 and variance 1, of the request's shape, and the state after it. */
  draw(state: State, request: NoiseRequest): NoiseDraw<State>;
}

/** What noise is drawn for. */
export interface NoiseRequest {
  /** `[batch, ...]` */
  readonly shape: ConcreteShape;
  /** Noise level `sigma / alpha` before the step; only sources tied to a Brownian path look at it. */
  readonly from: number;
  /** Noise level after the step. */
  readonly to: number;
}

/** Noise and the state that follows it. */
export interface NoiseDraw<State extends NoiseState = NoiseState> {
  /** Of the request's shape, mean 0 and variance 1. */
  readonly noise: HostTensor<'f32'>;
  /** For the next draw. */
  readonly state: State;
}
