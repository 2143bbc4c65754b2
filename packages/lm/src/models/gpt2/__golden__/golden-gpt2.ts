import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Backend, hostTensor, type HostTensor, optimizeGraph, readSafetensors, toNumbers, trace } from '@fm/core';
import { readGpt2Config } from '../config.ts';
import { Gpt2 } from '../model.ts';
import { gpt2Parameters } from '../weights.ts';

/** A file of this folder. */
export function readGolden(name: string): Uint8Array {
  return readFileSync(join(import.meta.dirname, name));
}

/** A parsed file of this folder. */
export function readGoldenJson(name: string): ReturnType<typeof JSON.parse> {
  return JSON.parse(new TextDecoder().decode(readGolden(name)));
}

/** The tiny GPT-2 that transformers computed the golden numbers with. */
export const goldenModel: Gpt2 = new Gpt2(readGpt2Config(readGoldenJson('config.json')));

/** Its tensors as they are stored. */
export const goldenTensors: Readonly<Record<string, HostTensor>> = readSafetensors(
  readGolden('model.safetensors'),
).tensors;

/** Its parameters. */
export const goldenParameters: Readonly<Record<string, HostTensor>> = gpt2Parameters(
  goldenModel,
  goldenTensors,
);

/** Log-probabilities of every next token of a sequence, in one pass without a cache. */
export async function uncachedLogProbs(
  backend: Backend,
  ids: readonly number[],
): Promise<readonly Float64Array[]> {
  const inputs = { inputIds: hostTensor('i64', ids, [1, ids.length]) };
  const forward = trace(
    ({ inputIds }) => ({ logits: goldenModel.logits(inputIds) }),
    inputs,
    goldenModel.parameters(),
  );
  await using executable = await backend.compile(optimizeGraph(forward));
  const { logits } = await executable.run({ ...goldenParameters, ...inputs });
  const numbers = toNumbers(await logits!.read());
  const { vocabularySize } = goldenModel;
  return ids.map((_, row) => {
    const values = numbers.subarray(row * vocabularySize, (row + 1) * vocabularySize);
    const constant = Math.log(values.reduce((sum, x) => sum + Math.exp(x), 0));
    return values.map((x) => x - constant);
  });
}
