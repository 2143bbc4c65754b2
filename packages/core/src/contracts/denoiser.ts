import type { HostTensor } from '../tensor/index.ts';

/** A learned reverse process: predicts noise, data, velocity or flow from a noisy sample. */
export interface Denoiser {
  /** Name for messages. */
  readonly name: string;
  /** What the network's output means. */
  readonly prediction: PredictionKind;
  /** Shape of one sample without the batch, for example `[channels, height, width]`. */
  readonly sampleShape: readonly number[];
  /** Evaluates the network. */
  predict(input: DenoiserInput): Promise<HostTensor<'f32'>>;
}

/**
 * The meaning of a network's output for a sample `alpha·x0 + sigma·noise`: the noise, the data `x0`, the velocity
 * `alpha·noise - sigma·x0`, the flow `noise - x0`, or the `F` of EDM's preconditioning.
 */
export type PredictionKind = 'epsilon' | 'sample' | 'velocity' | 'flow' | 'edm';

/** One evaluation of a {@link Denoiser}. */
export interface DenoiserInput {
  /** Noisy samples, `f32[batch, ...sampleShape]`. */
  readonly sample: HostTensor<'f32'>;
  /** Time of each sample in the network's own units (training timesteps, or sigma for EDM), `f32[batch]`. */
  readonly time: HostTensor<'f32'>;
  /** Noise level `sigma / alpha` of the samples, known while sampling; guidance intervals are given in it. */
  readonly noiseLevel?: number;
  /** Conditioning by name: `classLabels`, `encoderHiddenStates`. */
  readonly conditioning?: Readonly<Record<string, HostTensor>>;
  /** Stops the evaluation. */
  readonly signal?: AbortSignal;
}
