import { expect, test } from 'vitest';

import {
  configs,
  flopsPerStep,
  gptParameters,
  initialParameters,
  parameterCount,
  sizeOf,
  trainingBatch,
} from './gpt.ts';
import type { GptConfig } from './gpt.ts';
import { productsOf } from './matmul-rate.ts';

const [tiny, , , gpt2] = configs as [GptConfig, GptConfig, GptConfig, GptConfig];

test('the GPT-2 configuration has the parameters of GPT-2 with 512 positions', () => {
  expect(parameterCount(gpt2)).toBe(124_439_808 - 512 * 768);
});

test('the step count of operations is that of its matrix products', () => {
  for (const config of configs) {
    const products = productsOf(config).reduce(
      (sum, { batch, m, k, n, count }) => sum + 2 * batch * m * k * n * count,
      0,
    );
    // The usual count also has the vectors (biases and norms), well under one per cent.
    expect(products / flopsPerStep(config)).toBeGreaterThan(0.985);
    expect(products).toBeLessThanOrEqual(flopsPerStep(config));
  }
});

test('initial values have the declared deviation', () => {
  const values = initialParameters(tiny);
  for (const [i, { shape, scale }] of gptParameters(tiny).entries()) {
    const tensor = values[i] as Float32Array;
    expect(tensor.length).toBe(sizeOf(shape));
    if (scale === 'ones') expect(tensor.every((value) => value === 1)).toBe(true);
    else if (scale === 0) expect(tensor.every((value) => value === 0)).toBe(true);
    else
      expect(Math.sqrt(tensor.reduce((sum, value) => sum + value * value, 0) / tensor.length)).toBeCloseTo(
        scale * Math.sqrt(4 / 12),
        3,
      );
  }
});

test('targets are the next ids', () => {
  const { ids, targets } = trainingBatch(tiny);
  expect([...targets.subarray(0, -1)]).toEqual([...ids.subarray(1)]);
  expect(Math.max(...ids)).toBeLessThan(tiny.vocabulary);
});
