import type { Backend, Batch, HostTensor } from '@fm/core';
import { type DeviceTensors, inputsOf } from './double-buffer.ts';
import { findNonFinite, type NonFinite } from './find-non-finite.ts';
import type { StepDefinition } from './step-definition.ts';
import { batchInputs, gradientKey, traceGradients } from './trace-step.ts';
import { optimizerKey, parameterKey } from './train-state.ts';

/** A batch and the random key its loss was computed with. */
export interface KeyedBatch {
  readonly batch: Batch;
  readonly key: HostTensor<'i32'>;
}

/** A step that went wrong. */
export interface FailedStep {
  readonly definition: StepDefinition;
  readonly work: readonly KeyedBatch[];
  /** The state before the step; `undefined` where it has been overwritten, which happens only after finite gradients. */
  readonly before: DeviceTensors | undefined;
  /** What the step made of it; `undefined` where it went wrong earlier. */
  readonly after: DeviceTensors | undefined;
}

/**
 * The first number that is not finite, in the order in which a step computes: batch, parameters, loss, gradients, new
 * state. Gradients are computed again for the purpose.
 */
export async function diagnose(
  { definition, work, before, after }: FailedStep,
  backend: Backend,
): Promise<NonFinite | undefined> {
  const parameters = [...definition.parameters.keys()].map(parameterKey);
  const state = [...[...definition.optimizerState.keys()].map(optimizerKey), ...parameters];
  const source =
    before &&
    (findNonFinite(work.flatMap(({ batch }) => Object.entries(batchInputs(batch)))) ??
      (await look(parameters, before)) ??
      (await lookAtGradients(definition, work, { before, backend })));
  return source ?? (after && look(state, after, (name) => `updated/${name}`));
}

async function lookAtGradients(
  definition: StepDefinition,
  work: readonly KeyedBatch[],
  { before, backend }: { readonly before: DeviceTensors; readonly backend: Backend },
): Promise<NonFinite | undefined> {
  for (const { batch, key } of work) {
    await using executable = await backend.compile(traceGradients(definition, batch), { name: 'gradients' });
    const outputs = await executable.run(inputsOf(executable, { ...before, ...batchInputs(batch), key }));
    const found = await look(['loss', ...[...definition.trainable.keys()].map(gradientKey)], outputs);
    for (const tensor of Object.values(outputs)) tensor[Symbol.dispose]();
    if (found !== undefined) return found;
  }
  return undefined;
}

async function look(
  names: Iterable<string>,
  tensors: DeviceTensors,
  rename = (name: string): string => name,
): Promise<NonFinite | undefined> {
  for (const name of names) {
    const tensor = tensors[name];
    const found = tensor && findNonFinite([[rename(name), await tensor.read()]]);
    if (found !== undefined) return found;
  }
  return undefined;
}
