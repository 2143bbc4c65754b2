import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { gradients, matmul, reduceSum, type Tensor, tanh, trace, zeros } from '@fm/core';
import { expect, it } from 'vitest';
import { ortBackend } from './ort-backend.ts';

it('computes the gradient of a late layer before the backward pass reaches an early one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fm-order-'));
  try {
    await using backend = await ortBackend({
      profile: join(folder, 'profile'),
      graphOptimizationLevel: 'disabled',
    });
    const type = { dtype: 'f32', shape: [4, 4] } as const;
    const weights = ['w0', 'w1', 'w2', 'w3'] as const;
    const graph = trace(
      ({ x, ...w }) => {
        const y = weights.reduce<Tensor>((h, name) => tanh(matmul(h, w[name])), x);
        const found = gradients(
          reduceSum(y),
          weights.map((name) => w[name]),
        );
        return Object.fromEntries(found.map((gradient, i) => [`g${i}`, gradient]));
      },
      { x: type, w0: type, w1: type, w2: type, w3: type },
    );
    await using executable = await backend.compile(graph);
    await executable.run(
      Object.fromEntries([...graph.inputs.keys()].map((name) => [name, zeros('f32', [4, 4])])),
    );
    const profile = await readFile(await executable.endProfile(), 'utf8');
    const events = JSON.parse(profile) as readonly { readonly name: string }[];
    // The emitter numbers its nodes in the order in which the program was traced: layer by layer from the last.
    const order = events.flatMap(
      ({ name }) => /^matmul\/Gemm_(\d+)_kernel_time$/.exec(name)?.slice(1).map(Number) ?? [],
    );
    expect(order).toHaveLength(7);
    for (const [i, node] of order.entries()) {
      const traced = order.filter((other) => other < node).length;
      expect(Math.abs(traced - i)).toBeLessThanOrEqual(1);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
