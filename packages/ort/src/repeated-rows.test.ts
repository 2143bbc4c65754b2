import { createGraph, hostKey, hostTensor, input, randomBitsHost, scatterAdd, uniformHost } from '@fm/core';
import { expect, it } from 'vitest';
import { ortBackend } from './node.ts';

it('adds every update of a repeated row in the same order, whatever the threads', async () => {
  const [rows, updates, width] = [4, 20_000, 16];
  const picked = Array.from(randomBitsHost(hostKey(1), updates), (bits) => bits & (rows - 1));
  const values = uniformHost(hostKey(2), updates * width);
  const expected = new Float32Array(rows * width);
  for (const [n, row] of picked.entries()) {
    for (let j = 0; j < width; j++) expected[row * width + j]! += values[n * width + j]!;
  }

  const inputs = {
    base: input('f32', [rows, width]),
    indices: input('i64', [updates]),
    values: input('f32', [updates, width]),
  };
  const y = scatterAdd(inputs.base, inputs.indices, inputs.values);
  await using backend = await ortBackend({ intraOpThreads: 4 });
  await using executable = await backend.compile(
    createGraph(new Map(Object.entries(inputs)), new Map([['y', y]])),
  );
  for (let run = 0; run < 10; run++) {
    const outputs = await executable.run({
      base: hostTensor('f32', new Float32Array(rows * width), [rows, width]),
      indices: hostTensor('i64', picked),
      values: hostTensor('f32', values, [updates, width]),
    });
    using sum = outputs['y'] as NonNullable<(typeof outputs)[string]>;
    expect((await sum.read()).data).toEqual(expected);
  }
});
