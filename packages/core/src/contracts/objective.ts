import type { Tensor } from '../ir/index.ts';
import type { TracedBatch } from './batch.ts';
import type { Model } from './model.ts';

/**
 * What a training step minimises: causal or masked language modelling, denoising, preference losses.
 *
 * `Name` lists the tensors that a batch must have.
 */
export interface Objective<M extends Model = Model, Name extends string = string> {
  /** Name for messages and logs, for example `causal-lm`. */
  readonly name: string;
  /** Traces the loss of a batch. */
  loss(model: M, batch: TracedBatch<Name>, context: LossContext): Loss;
}

/** Circumstances of a loss. */
export interface LossContext {
  /**
   * Random key, `i32[2]`, for dropout and noise; `undefined` during evaluation, when everything random is off or fixed.
   */
  readonly key: Tensor | undefined;
}

/** A traced loss. */
export interface Loss {
  /** Scalar `f32[]`, the mean over everything that counts. */
  readonly loss: Tensor;
  /** Scalar `f32[]`: how much counted (tokens, images), so that losses of several batches can be averaged. */
  readonly weight: Tensor;
  /** Further scalars to report, by name. */
  readonly metrics?: Readonly<Record<string, Tensor>>;
}
