import {
  ArgumentError,
  type Backend,
  type Batch,
  formatType,
  type HostTensor,
  type Model,
  type Objective,
  type Optimizer,
  type OptimizerStateSpec,
  type Tensor,
  UnsupportedError,
} from '@fm/core';
import { type FlatGroup, flatLayout } from './flat-layout.ts';
import { chooses, type ParameterFilter } from '../optimizers/parameter-filter.ts';

/** What a train step is made of. */
export interface StepOptions<M extends Model = Model> {
  /** Whose parameters learn. */
  readonly model: M;
  /** What is made small. */
  readonly objective: Objective<M>;
  /** How gradients become updates. */
  readonly optimizer: Optimizer;
  /** Where it runs. */
  readonly backend: Backend;
  /** Which parameters learn; the others get neither gradient nor optimizer state. @default all of floating point */
  readonly trainable?: ParameterFilter;
  /** How many batch signatures stay compiled. @default 4 */
  readonly cacheSize?: number;
}

/** {@link StepOptions} with everything derived that does not depend on the batch. */
export interface StepDefinition {
  readonly model: Model;
  readonly objective: Objective;
  readonly optimizer: Optimizer;
  readonly parameters: ReadonlyMap<string, Tensor>;
  readonly trainable: ReadonlyMap<string, Tensor>;
  readonly optimizerState: ReadonlyMap<string, OptimizerStateSpec>;
  /** How the trainable parameters lie end to end; `undefined` where the optimizer needs whole tensors. */
  readonly groups: readonly FlatGroup[] | undefined;
}

/**
 * Fixes what a step works on.
 *
 * @throws {ArgumentError} when no parameter is trainable
 * @throws {UnsupportedError} when a trainable parameter is not `f32`
 */
export function defineStep<M extends Model>({
  model,
  objective,
  optimizer,
  trainable = isFloating,
}: StepOptions<M>): StepDefinition {
  const parameters = model.parameters();
  const learning = new Map(
    [...parameters].filter(([name, parameter]) => chooses(trainable, name, parameter)),
  );
  if (learning.size === 0) {
    throw new ArgumentError('No parameter is trainable', {
      expected: `at least one of ${[...parameters.keys()].slice(0, 8).join(', ')}`,
      received: `${parameters.size} parameters, all frozen`,
    });
  }
  for (const [name, parameter] of learning) {
    if (parameter.dtype === 'f32') continue;
    throw new UnsupportedError(`Parameter "${name}" cannot be trained`, {
      expected: 'f32',
      received: formatType(parameter),
      hint: 'Make it an f32 parameter and cast it inside the model, or freeze it with the option trainable.',
    });
  }
  return {
    model,
    objective: objective as Objective,
    optimizer,
    parameters,
    trainable: learning,
    optimizerState: optimizer.state(learning),
    groups: flatLayout(optimizer, learning),
  };
}

/** A batch's names, shapes and dtypes as one line; a step is traced once for each. */
export function signatureOf(batch: Batch): string {
  const types = Object.entries<HostTensor>(batch).map(([name, tensor]) => `${name}: ${formatType(tensor)}`);
  return types.sort().join(', ');
}

function isFloating(_name: string, { dtype }: { readonly dtype: string }): boolean {
  return dtype === 'f32';
}
