import type { Tensor, TensorType } from '../ir/index.ts';

/**
 * A gradient transformation, traced into the training step. Optimizers are made by chaining transforms: clipping,
 * moments, weight decay, learning rate.
 */
export interface Optimizer {
  /** Name for messages and logs, for example `adamw`. */
  readonly name: string;
  /** The state tensors this transform keeps, by a name that is unique within the transform. */
  state(parameters: ReadonlyMap<string, TensorType>): ReadonlyMap<string, OptimizerStateSpec>;
  /** Numbers computed on the host in float64 before step `step` (counted from 1), such as the learning rate. */
  scalars(step: number): Readonly<Record<string, number>>;
  /** The learning rate in force during step `step`, where the transform has one; for reports. */
  learningRate?(step: number): number;
  /**
   * For optimizers that update every element by itself: a group for each parameter. Parameters of one group are updated
   * by the same formula, so a step may lay them end to end and update them piece by piece. Left out by optimizers that
   * need whole tensors.
   */
  group?(name: string, type: TensorType): string;
  /** Whether {@link Optimizer.update} reads {@link UpdateContext.gradientNorm}. @default false */
  readonly usesGradientNorm?: boolean;
  /** Traces one update. */
  update(context: UpdateContext): UpdateResult;
}

/** Shape, dtype and first value of a state tensor. */
export interface OptimizerStateSpec extends TensorType {
  /** A number to fill with, or the name of the parameter to start from. */
  readonly initial: number | { readonly parameter: string };
}

/** What an update is traced from. All maps except `state` and `scalars` share the parameters' names. */
export interface UpdateContext {
  /** Gradients, or what the transforms before made of them. */
  readonly updates: ReadonlyMap<string, Tensor>;
  /** Values before the update. */
  readonly parameters: ReadonlyMap<string, Tensor>;
  /** The transform's own tensors, by the names of {@link Optimizer.state}. */
  readonly state: ReadonlyMap<string, Tensor>;
  /** The step's {@link Optimizer.scalars}, as `f32[]` tensors. */
  readonly scalars: Readonly<Record<string, Tensor>>;
  /** Euclidean norm of `updates`, `f32[]`, where the step knows it. */
  readonly gradientNorm?: Tensor | undefined;
}

/** What an update gives. */
export interface UpdateResult {
  /** To be added to the parameters (or handed to the next transform). */
  readonly updates: ReadonlyMap<string, Tensor>;
  /** The new state, with the names of {@link Optimizer.state}. */
  readonly state: ReadonlyMap<string, Tensor>;
  /** Scalars worth reporting, such as the gradient norm before clipping. */
  readonly metrics?: Readonly<Record<string, Tensor>>;
}
