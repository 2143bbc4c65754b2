import type { Model, Tensor } from '@fm/core';

/** A network that can be trained to denoise: traced, and asked about noisy samples at given times. */
export interface DenoisingNetwork extends Model {
  /** Shape of one sample without the batch, for example `[channels, height, width]`. */
  readonly sampleShape: readonly number[];
  /** Class embeddings there are, one for "no class" among them; `undefined` where it does not know classes. */
  readonly classEmbeddings?: number | undefined;
  /**
   * The network's raw answer.
   *
   * @param sample - noisy samples, `f32[batch, ...sampleShape]`
   * @param time - time of each sample in the network's own units, `[batch]`
   * @returns `f32[batch, ...]`, channels as the network was configured
   */
  denoise(sample: Tensor, time: Tensor, context?: DenoisingContext): Tensor;
}

/** What a {@link DenoisingNetwork} may be told beside the sample and its time. */
export interface DenoisingContext {
  /** Class of each sample, integers `[batch]`. @default no class */
  readonly classLabels?: Tensor | undefined;
  /** Random key for dropout, `i32[2]`; without it nothing is dropped. @default none */
  readonly key?: Tensor | undefined;
}
