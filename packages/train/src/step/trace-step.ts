import {
  add,
  type Batch,
  collectLeaves,
  createGraph,
  formatType,
  gradients,
  type Graph,
  input,
  type Loss,
  multiply,
  optimizeGraph,
  ShapeError,
  stopGradient,
  type Tensor,
  type TensorType,
} from '@fm/core';
import { globalNorm } from '../optimizers/global-norm.ts';
import { mapTensors, tensorOf } from '../optimizers/map-tensors.ts';
import type { StepDefinition } from './step-definition.ts';
import { optimizerKey, parameterKey } from './train-state.ts';

/** Names of the inputs and outputs of the step's programs, beside those of the train state. */
const batchKey = (name: string): string => `batch/${name}`;
/** A batch under the names that a program knows it by. */
export const batchInputs = (batch: Batch): Batch =>
  Object.fromEntries(Object.entries(batch).map(([name, tensor]) => [batchKey(name), tensor]));
export const scalarKey = (name: string): string => `scalar/${name}`;
export const sumKey = (name: string): string => `sum/${name}`;
export const gradientKey = (name: string): string => `gradient/${name}`;
export const metricKey = (name: string): string => `metric/${name}`;
/** Output that holds the new value of an input; a program's inputs and outputs cannot share names. */
export const nextKey = (name: string): string => `next/${name}`;
/** The input whose new value an output holds, or the output's own name. */
export const withoutNext = (name: string): string =>
  name.startsWith('next/') ? name.slice('next/'.length) : name;

/** One batch, one update: forward, backward and optimizer in one program. */
export function traceFusedStep(definition: StepDefinition, batch: Batch): Graph {
  const program = new ProgramInputs(definition);
  const loss = traceLoss(definition, program, batch);
  const names = [...definition.trainable.keys()];
  const found = gradients(loss.loss, [...definition.trainable.values()]);
  const update = traceUpdate(
    definition,
    program,
    new Map(names.map((name, i) => [name, found[i] as Tensor])),
  );
  return program.graph({ ...lossOutputs(loss), ...update });
}

/**
 * The gradients of one micro-batch, times its weight, added to what the ones before it left: `sum ← keep·sum + ∇(weight·loss)`.
 * `keep` is 0 for the first and 1 for the others.
 */
export function traceGradientStep(definition: StepDefinition, batch: Batch): Graph {
  const program = new ProgramInputs(definition);
  const loss = traceLoss(definition, program, batch);
  const found = gradients(multiply(loss.loss, stopGradient(loss.weight)), [...definition.trainable.values()]);
  const keep = program.scalar('keep');
  const sums = [...definition.trainable].map(([name, parameter], i): [string, Tensor] => {
    const sum = program.input(sumKey(name), parameter);
    return [nextKey(sumKey(name)), add(multiply(sum, keep), found[i] as Tensor)];
  });
  return program.graph({ ...lossOutputs(loss), ...Object.fromEntries(sums) });
}

/** The update from summed gradients: `gradient = sum · inverseWeight`. */
export function traceOptimizerStep(definition: StepDefinition): Graph {
  const program = new ProgramInputs(definition);
  const inverseWeight = program.scalar('inverseWeight');
  const averaged = mapTensors(definition.trainable, (parameter, name) =>
    multiply(program.input(sumKey(name), parameter), inverseWeight),
  );
  return program.graph(traceUpdate(definition, program, averaged));
}

/** Loss and gradients of a batch; with the norm of the gradients if it is to be computed at once. */
export function traceGradients(
  definition: StepDefinition,
  batch: Batch,
  { norm = false }: { readonly norm?: boolean } = {},
): Graph {
  const program = new ProgramInputs(definition);
  const loss = traceLoss(definition, program, batch);
  const found = gradients(loss.loss, [...definition.trainable.values()]);
  const named = [...definition.trainable.keys()].map((name, i) => [gradientKey(name), found[i] as Tensor]);
  return program.graph({
    ...lossOutputs(loss),
    ...Object.fromEntries(named),
    ...(norm && { gradientNorm: globalNorm(found) }),
  });
}

/** The placeholders of a program, made when they are asked for. */
class ProgramInputs {
  readonly #definition: StepDefinition;
  readonly #inputs: Map<string, Tensor>;

  constructor(definition: StepDefinition) {
    this.#definition = definition;
    this.#inputs = new Map(
      [...definition.parameters].map(([name, parameter]) => [parameterKey(name), parameter]),
    );
  }

  input(name: string, { dtype, shape }: TensorType): Tensor {
    const placeholder = input(dtype, shape);
    this.#inputs.set(name, placeholder);
    return placeholder;
  }

  scalar(name: string): Tensor {
    return this.input(scalarKey(name), { dtype: 'f32', shape: [] });
  }

  /** The program, with only those inputs that some output depends on; the runtime refuses none it does not need. */
  graph(outputs: Readonly<Record<string, Tensor>>): Graph {
    const used = new Set(collectLeaves(Object.values(outputs)));
    const known = new Set(this.#inputs.values());
    const foreign = [...used].find((leaf) => !known.has(leaf));
    if (foreign !== undefined) {
      throw new ShapeError(
        `${this.#definition.objective.name}: the loss depends on a tensor that is neither parameter nor batch`,
        {
          received: formatType(foreign),
          hint: 'Every Parameter the model uses must be a field of the module tree.',
        },
      );
    }
    const inputs = [...this.#inputs].filter(([, tensor]) => used.has(tensor));
    return optimizeGraph(createGraph(new Map(inputs), new Map(Object.entries(outputs))));
  }
}

function traceLoss({ model, objective }: StepDefinition, program: ProgramInputs, batch: Batch): Loss {
  const traced = Object.entries(batch).map(([name, type]) => [name, program.input(batchKey(name), type)]);
  const key = program.input('key', { dtype: 'i32', shape: [2] });
  const loss = objective.loss(model, Object.fromEntries(traced) as Record<string, Tensor>, { key });
  for (const [name, tensor] of Object.entries({ loss: loss.loss, weight: loss.weight, ...loss.metrics })) {
    if (tensor.dtype === 'f32' && tensor.rank === 0) continue;
    throw new ShapeError(`${objective.name}: ${name} is no scalar`, {
      expected: 'f32[]',
      received: formatType(tensor),
    });
  }
  return loss;
}

function lossOutputs({ loss, weight, metrics = {} }: Loss): Record<string, Tensor> {
  const named = Object.entries(metrics).map(([name, tensor]) => [metricKey(name), tensor]);
  return { loss, weight, ...(Object.fromEntries(named) as Record<string, Tensor>) };
}

/** The optimizer's part: new parameters and state, and the norms of gradient and update. */
function traceUpdate(
  { optimizer, trainable, optimizerState }: StepDefinition,
  program: ProgramInputs,
  updates: ReadonlyMap<string, Tensor>,
): Record<string, Tensor> {
  const state = [...optimizerState].map(([name, type]): [string, Tensor] => [
    name,
    program.input(optimizerKey(name), type),
  ]);
  const scalars = Object.keys(optimizer.scalars(1)).map((name): [string, Tensor] => [
    name,
    program.scalar(name),
  ]);
  const gradientNorm = globalNorm(updates.values());
  const result = optimizer.update({
    updates,
    parameters: trainable,
    state: new Map(state),
    scalars: Object.fromEntries(scalars),
    gradientNorm,
  });
  return {
    ...rename(
      mapTensors(trainable, (parameter, name) => add(parameter, tensorOf(result.updates, name))),
      (name) => nextKey(parameterKey(name)),
    ),
    ...rename(result.state, (name) => nextKey(optimizerKey(name))),
    ...rename(new Map(Object.entries(result.metrics ?? {})), metricKey),
    gradientNorm,
    updateNorm: globalNorm(result.updates.values()),
  };
}

function rename(tensors: ReadonlyMap<string, Tensor>, key: (name: string) => string): Record<string, Tensor> {
  return Object.fromEntries([...tensors].map(([name, tensor]) => [key(name), tensor]));
}
