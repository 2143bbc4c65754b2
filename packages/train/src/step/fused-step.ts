import type { Batch } from '@fm/core';
import { diagnose, type KeyedBatch } from './diagnose.ts';
import type { DeviceTensors } from './double-buffer.ts';
import { nonFiniteError } from './find-non-finite.ts';
import { keyedBatches, scalarInputs, type StepContext, type StepResult } from './step-context.ts';
import { averageReports, metricsOf, readReports, type StepReports } from './step-reports.ts';
import { batchInputs, sumKey } from './trace-step.ts';
import type { TrainState } from './train-state.ts';

/** One batch in one program: forward, backward and an optimizer of any kind, with double-buffered parameters. */
export async function takeFusedStep(
  context: StepContext,
  state: TrainState,
  batch: Batch,
): Promise<StepResult> {
  const { definition, programs, buffer } = context;
  const work = keyedBatches(state, [batch]);
  const outputs = await buffer.run(await programs.compiled(programs.fused(batch)), {
    ...state.tensors,
    ...batchInputs(batch),
    ...scalarInputs(definition.optimizer.scalars(state.step + 1)),
    key: (work[0] as KeyedBatch).key,
  });
  return finish(context, state, { outputs, reports: await readReports(outputs), work });
}

/** Several micro-batches: their gradients are summed by one program, another applies the optimizer. */
export async function takeAccumulatedStep(
  context: StepContext,
  state: TrainState,
  batches: readonly Batch[],
): Promise<StepResult> {
  const { definition, programs, buffer } = context;
  const work = keyedBatches(state, batches);
  let sums: DeviceTensors = Object.fromEntries(
    [...definition.trainable].map(([name, type]) => [sumKey(name), buffer.take(currentSum(name), type)]),
  );
  const parts: StepReports[] = [];
  for (const [i, { batch, key }] of work.entries()) {
    const outputs = await buffer.run(await programs.compiled(programs.gradientSums(batch)), {
      ...state.tensors,
      ...sums,
      ...batchInputs(batch),
      ...scalarInputs({ keep: i === 0 ? 0 : 1 }),
      key,
    });
    parts.push(await readReports(outputs));
    sums = buffer.swap(sums, outputs);
  }
  const averaged = averageReports(parts);
  const outputs = await buffer.run(await programs.compiled(programs.optimizer()), {
    ...state.tensors,
    ...sums,
    ...scalarInputs({
      ...definition.optimizer.scalars(state.step + 1),
      inverseWeight: 1 / (averaged.weight as number),
    }),
  });
  const reports = { ...averaged, ...(await readReports(outputs)) };
  const result = await finish(context, state, { outputs, reports, work });
  // Only after a good step: sums that are not finite would poison the next, as 0 · NaN is NaN.
  for (const name of definition.trainable.keys()) {
    buffer.put(currentSum(name), sums[sumKey(name)] as DeviceTensors[string]);
  }
  return result;
}

/** The new state, with the buffers of the old one put aside for the next step; or the error, if numbers overflowed. */
async function finish(
  { definition, backend, buffer }: StepContext,
  state: TrainState,
  {
    outputs,
    reports,
    work,
  }: { readonly outputs: DeviceTensors; readonly reports: StepReports; readonly work: readonly KeyedBatch[] },
): Promise<StepResult> {
  const step = state.step + 1;
  const metrics = metricsOf(reports, definition.optimizer.learningRate?.(step));
  const { loss, gradientNorm, updateNorm } = metrics;
  if (!Number.isFinite(loss + gradientNorm + updateNorm)) {
    const found = await diagnose({ definition, work, before: state.tensors, after: outputs }, backend);
    throw nonFiniteError(step, { loss, gradientNorm, updateNorm }, found);
  }
  return { state: { step, key: state.key, tensors: buffer.swap(state.tensors, outputs) }, metrics };
}

/** Name under which the buffer keeps a gradient sum, beside its double. */
function currentSum(name: string): string {
  return `${sumKey(name)} (current)`;
}
