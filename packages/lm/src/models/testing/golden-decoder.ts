import { type Backend, hostTensor, type HostTensor, optimizeGraph, toNumbers, trace } from '@fm/core';
import type { CausalDecoder } from '../causal-decoder.ts';

/** Ids as a golden file has them. */
interface GoldenIds {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/** A golden batch: `inputIds`, and `labels` of the next tokens, which are transformers' own, shifted as it shifts them itself. */
export function goldenBatch(training: {
  readonly inputIds: GoldenIds;
  readonly labels: GoldenIds;
}): Readonly<Record<'inputIds' | 'labels', HostTensor<'i64'>>> {
  const { inputIds, labels } = training;
  const [, sequence] = labels.shape as readonly [number, number];
  const next = labels.data.map((_, i) =>
    i % sequence === sequence - 1 ? -100 : (labels.data[i + 1] as number),
  );
  return {
    inputIds: hostTensor('i64', inputIds.data, inputIds.shape),
    labels: hostTensor('i64', next, labels.shape),
  };
}

/** What a program with a model in it gives on a backend. */
export async function runWith(
  model: CausalDecoder,
  {
    backend,
    parameters,
    inputs,
  }: {
    readonly backend: Backend;
    readonly parameters: Readonly<Record<string, HostTensor>>;
    readonly inputs: Readonly<Record<string, HostTensor>>;
  },
  program: Parameters<typeof trace>[0],
): Promise<Record<string, Float64Array>> {
  const graph = optimizeGraph(trace(program, inputs, model.parameters()));
  await using executable = await backend.compile(graph);
  const outputs = await executable.run({ ...parameters, ...inputs });
  const read = Object.entries(outputs).map(
    async ([name, tensor]) => [name, toNumbers(await tensor.read())] as const,
  );
  return Object.fromEntries(await Promise.all(read));
}
