import {
  ArgumentError,
  type DType,
  gradients,
  type HostTensor,
  hostTensor,
  initialize,
  optimizeGraph,
  referenceBackend,
  ShapeError,
  toNumbers,
  trace,
} from '@fm/core';
import { ortBackend } from '@fm/ort/node';
import { describe, expect, it } from 'vitest';
import { Gpt2 } from '../models/gpt2/model.ts';
import { causalLanguageModeling } from './causal-lm.ts';

const model = new Gpt2({ vocab_size: 11, n_positions: 8, n_embd: 16, n_layer: 2, n_head: 2 });
const objective = causalLanguageModeling();

async function evaluate(
  batch: Readonly<Record<string, HostTensor>>,
): Promise<{ loss: number; weight: number }> {
  const graph = trace(
    (inputs) => {
      const { loss, weight } = objective.loss(model, inputs, { key: undefined });
      return { loss, weight };
    },
    batch,
    model.parameters(),
  );
  await using executable = await referenceBackend().compile(graph);
  const { loss, weight } = await executable.run({ ...initialize(model, 1), ...batch });
  return { loss: toNumbers(await loss!.read())[0]!, weight: toNumbers(await weight!.read())[0]! };
}

const inputIds = hostTensor('i64', [1, 2, 3, 4, 5, 6, 7, 8], [2, 4]);

describe('causalLanguageModeling', () => {
  it('averages over the labels that count', async () => {
    const labels = (...ids: number[]): HostTensor => hostTensor('i64', ids, [2, 4]);
    const first = await evaluate({ inputIds, labels: labels(2, 3, -100, -100, -100, -100, -100, -100) });
    const second = await evaluate({ inputIds, labels: labels(-100, -100, -100, -100, -100, -100, -100, 9) });
    const both = await evaluate({ inputIds, labels: labels(2, 3, -100, -100, -100, -100, -100, 9) });
    expect([first.weight, second.weight, both.weight]).toEqual([2, 1, 3]);
    expect(both.loss).toBeCloseTo((2 * first.loss + second.loss) / 3, 6);
  });

  it('weighs tokens by a mask', async () => {
    const labels = hostTensor('i64', [2, 3, 4, 5, 6, 7, 8, 9], [2, 4]);
    const counted = hostTensor('i64', [-100, -100, 4, 5, -100, -100, 8, 9], [2, 4]);
    const lossMask = hostTensor('f32', [0, 0, 1, 1, 0, 0, 1, 1], [2, 4]);
    expect(await evaluate({ inputIds, labels, lossMask })).toEqual(
      await evaluate({ inputIds, labels: counted }),
    );
  });

  it('is 0 with weight 0 where nothing counts', async () => {
    const labels = hostTensor('i64', new Array<number>(8).fill(-100), [2, 4]);
    expect(await evaluate({ inputIds, labels })).toEqual({ loss: 0, weight: 0 });
  });

  it('refuses a batch that lacks a tensor or does not fit together', () => {
    const type = (dtype: DType, ...shape: number[]): { dtype: DType; shape: number[] } => ({ dtype, shape });
    const build = (batch: Parameters<typeof trace>[1]) => () =>
      trace(
        (inputs) => ({ loss: objective.loss(model, inputs, { key: undefined }).loss }),
        batch,
        model.parameters(),
      );
    expect(build({ inputIds: type('i64', 2, 4) })).toThrow(ArgumentError);
    expect(build({ inputIds: type('i64', 2, 4), labels: type('i64', 2, 5) })).toThrow(ShapeError);
    expect(
      build({ inputIds: type('i64', 2, 4), labels: type('i64', 2, 4), lossMask: type('f32', 2) }),
    ).toThrow(ShapeError);
  });

  it('overfits one batch by gradient descent', async () => {
    await using backend = await ortBackend();
    const labels = hostTensor('i64', [2, 3, 4, 5, 6, 7, 8, 9], [2, 4]);
    const names = [...model.parameters().keys()];
    const graph = optimizeGraph(
      trace(
        (batch) => {
          const { loss } = objective.loss(model, batch, { key: undefined });
          const found = gradients(loss, [...model.parameters().values()]);
          return {
            loss,
            ...Object.fromEntries(found.map((gradient, i) => [`gradient.${names[i]}`, gradient])),
          };
        },
        { inputIds, labels },
        model.parameters(),
      ),
    );
    await using executable = await backend.compile(graph);
    const parameters = initialize(model, 1);
    const losses: number[] = [];
    for (let step = 0; step < 60; step++) {
      const outputs = await executable.run({ ...parameters, inputIds, labels });
      losses.push(toNumbers(await outputs['loss']!.read())[0]!);
      for (const name of names) {
        const gradient = (await outputs[`gradient.${name}`]!.read()).data as Float32Array;
        const weights = parameters[name]!.data as Float32Array;
        for (const [i, g] of gradient.entries()) weights[i]! -= 0.5 * g;
      }
    }
    expect(losses[0]).toBeCloseTo(Math.log(11), 0.7);
    expect(losses.at(-1)).toBeLessThan(0.1);
  });
});
