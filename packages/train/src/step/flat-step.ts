import type { Batch } from '@fm/core';
import { diagnose, type FailedStep, type KeyedBatch } from './diagnose.ts';
import { nonFiniteError } from './find-non-finite.ts';
import type { StepProgram } from './double-buffer.ts';
import type { FlatMemory, PieceRun } from './flat-memory.ts';
import { flatGradientNorm, flatUpdate } from './flat-update.ts';
import { keyedBatches, scalarInputs, type StepContext, type StepResult } from './step-context.ts';
import { averageReports, metricsOf, readReports, type StepReports } from './step-reports.ts';
import { batchInputs, gradientKey, sumKey } from './trace-step.ts';
import type { TrainState } from './train-state.ts';

/**
 * Gradients by one program; then the update of all parameters laid end to end, in pieces that stay in the processor's
 * cache. Parameters and state are overwritten, as nothing reads the old ones any more.
 */
export async function takeFlatStep(
  context: StepContext,
  state: TrainState,
  { batches, memory }: { readonly batches: readonly Batch[]; readonly memory: FlatMemory },
): Promise<StepResult> {
  const { definition, backend, programs, buffer } = context;
  const { optimizer } = definition;
  const step = state.step + 1;
  const work = keyedBatches(state, batches);
  const reports = await gradients(context, state, { work, memory });
  const gradientScale = work.length === 1 ? 1 : 1 / (reports.weight as number);
  const gradientNorm =
    reports.gradientNorm ??
    gradientScale *
      (await flatGradientNorm({
        memory,
        buffer,
        programOf: (run) => programs.compiled(programs.pieceSquares(run)),
      }));

  const { loss } = reports as { readonly loss: number };
  const requireFinite = async (
    updateNorm: number,
    tensors: Pick<FailedStep, 'before' | 'after'>,
  ): Promise<void> => {
    if (Number.isFinite(loss + gradientNorm + updateNorm)) return;
    const found = await diagnose({ definition, work, ...tensors }, backend);
    throw nonFiniteError(step, { loss, gradientNorm, updateNorm }, found);
  };
  await requireFinite(0, { before: state.tensors, after: undefined });
  const scalars = { ...optimizer.scalars(step), gradientNorm, gradientScale };
  const programOf = (run: PieceRun): Promise<StepProgram> =>
    programs.compiled(programs.pieceUpdates(run, { scaled: work.length > 1 }), { sums: true });
  const updateNorm = await flatUpdate(scalars, { memory, buffer, programOf });
  await requireFinite(updateNorm, { before: undefined, after: state.tensors });
  return {
    state: { step, key: state.key, tensors: state.tensors },
    metrics: metricsOf({ ...reports, gradientNorm, updateNorm }, optimizer.learningRate?.(step)),
  };
}

/** Writes the gradients of a batch, or the weighted sum of several, into the memory's own place for them. */
async function gradients(
  { definition, programs, buffer }: StepContext,
  state: TrainState,
  { work, memory }: { readonly work: readonly KeyedBatch[]; readonly memory: FlatMemory },
): Promise<StepReports> {
  const places = memory.gradients(definition.trainable);
  if (work.length === 1) {
    const [{ batch, key }] = work as readonly [KeyedBatch];
    for (const [name, tensor] of places) buffer.put(gradientKey(name), tensor);
    const program = await programs.compiled(programs.gradients(batch));
    return readReports(await buffer.run(program, { ...state.tensors, ...batchInputs(batch), key }));
  }
  const sums = Object.fromEntries([...places].map(([name, tensor]) => [sumKey(name), tensor]));
  const parts: StepReports[] = [];
  for (const [i, { batch, key }] of work.entries()) {
    const keep = scalarInputs({ keep: i === 0 ? 0 : 1 });
    const program = await programs.compiled(programs.gradientSums(batch), { sums: true });
    const outputs = await buffer.run(program, {
      ...state.tensors,
      ...sums,
      ...batchInputs(batch),
      ...keep,
      key,
    });
    parts.push(await readReports(outputs));
  }
  return averageReports(parts);
}
