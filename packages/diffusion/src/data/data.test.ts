import { ArgumentError, hostTensor } from '@fm/core';
import { describe, expect, it } from 'vitest';
import { horizontalFlip, randomShift } from './augmentations.ts';
import { sampleEvaluationData } from './sample-evaluation-data.ts';
import type { SampleBatch } from './sample-set.ts';
import { sampleTrainingData } from './sample-training-data.ts';

const count = 10;
const samples = hostTensor(
  'f32',
  Float32Array.from({ length: count * 6 }, (_, i) => i),
  [count, 1, 2, 3],
);
const labels = Array.from({ length: count }, (_, i) => i);
const augment = [horizontalFlip(), randomShift(1)];

async function take(data: ReturnType<typeof sampleTrainingData>, n: number, cursor?: never) {
  const items = [];
  for await (const item of data.batches(cursor)) {
    items.push(item);
    if (items.length === n) break;
  }
  return items;
}

function labelsOf(batch: SampleBatch): number[] {
  return Array.from(batch.classLabels!.data, Number);
}

describe('training data', () => {
  const data = sampleTrainingData({ samples, labels }, { batchSize: 3, seed: 1, augment });

  it('brings every sample at most once per pass, in another order each time', async () => {
    const batches = (await take(data, 6)).map(({ batch }) => labelsOf(batch));
    const [first, second] = [batches.slice(0, 3).flat(), batches.slice(3).flat()];
    expect(new Set(first).size).toBe(9);
    expect(new Set(second).size).toBe(9);
    expect(first).not.toEqual(second);
  });

  it('goes on from a cursor as if it had never stopped', async () => {
    const whole = await take(data, 7);
    const rest = await take(data, 3, whole[3]!.cursor as never);
    expect(rest).toEqual(whole.slice(4));
    expect(await take(data, 7)).toEqual(whole);
  });

  it('refuses cursors of other data, and batches larger than the set', async () => {
    const [item] = await take(data, 1);
    const other = sampleTrainingData({ samples, labels }, { batchSize: 2, seed: 1 });
    await expect(take(other, 1, item!.cursor as never)).rejects.toThrow(ArgumentError);
    expect(() => sampleTrainingData({ samples }, { batchSize: 11 })).toThrow(ArgumentError);
    expect(() => sampleTrainingData({ samples, labels: [1] }, { batchSize: 2 })).toThrow(ArgumentError);
  });

  it('leaves the samples themselves alone', async () => {
    await take(data, 4);
    expect(samples.data[7]).toBe(7);
  });
});

it('evaluation data brings every sample once, in order', async () => {
  const data = sampleEvaluationData({ samples, labels }, { batchSize: 4 });
  const seen: number[] = [];
  for await (const { batch } of data.batches()) seen.push(...labelsOf(batch));
  expect(seen).toEqual(labels);
  expect(data.size).toBe(3);
  expect(() => sampleEvaluationData({ samples }, { batchSize: 0 })).toThrow(ArgumentError);
  await expect(data.batches({ row: 11 })[Symbol.asyncIterator]().next()).rejects.toThrow(ArgumentError);
  await expect(data.batches({ batch: 1 })[Symbol.asyncIterator]().next()).rejects.toThrow(ArgumentError);
});

describe('augmentations', () => {
  const context = (...numbers: number[]) => ({ shape: [1, 2, 3], random: () => numbers.shift() as number });

  it('mirror rows', () => {
    const flip = horizontalFlip();
    expect([...flip(Float32Array.of(1, 2, 3, 4, 5, 6), context(0.1))]).toEqual([3, 2, 1, 6, 5, 4]);
    expect([...flip(Float32Array.of(1, 2, 3, 4, 5, 6), context(0.9))]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('move pictures and fill what comes in', () => {
    const shift = randomShift(1);
    expect([...shift(Float32Array.of(1, 2, 3, 4, 5, 6), context(0.99, 0.01))]).toEqual([
      -1, -1, -1, 2, 3, -1,
    ]);
    expect([...shift(Float32Array.of(1, 2, 3, 4, 5, 6), context(0.5, 0.5))]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(() => randomShift(-1)).toThrow(ArgumentError);
  });
});
