import {
  type Backend,
  checkpoint,
  compile,
  dim,
  exp,
  type Graph,
  gradients,
  hostTensor,
  multiply,
  reduceSum,
  reshape,
  sin,
  type Tensor,
  tanh,
  toNumbers,
  trace,
  transpose,
} from '@fm/core';
import { afterAll, describe, expect, it } from 'vitest';
import { ortBackend } from './node.ts';

const backend: Backend = await ortBackend();
afterAll(() => backend[Symbol.asyncDispose]());

async function run(
  graph: Graph,
  inputs: Record<string, number[]>,
): Promise<Record<string, readonly number[]>> {
  await using executable = await backend.compile(graph);
  const hosts = Object.entries(inputs).map(([name, data]) => [name, hostTensor('f32', data)] as const);
  const outputs = Object.entries(await executable.run(Object.fromEntries(hosts)));
  return Object.fromEntries(
    await Promise.all(outputs.map(async ([name, t]) => [name, [...toNumbers(await t.read())]] as const)),
  );
}

describe('an emitted program', () => {
  it('may return an input, a constant and one tensor under two names', async () => {
    const graph = trace(
      ({ x }) => {
        const y = multiply(x, 2);
        return { same: x, once: y, twice: y, constant: reduceSum(multiply(y, 0)) };
      },
      { x: { dtype: 'f32', shape: [2] } },
    );
    expect(await run(graph, { x: [1, 2] })).toEqual({
      same: [1, 2],
      once: [2, 4],
      twice: [2, 4],
      constant: [0],
    });
  });

  it('computes shapes at run time where dimensions are symbolic', async () => {
    const batch = dim('batch');
    const flatten = compile(({ x }: { x: Tensor }) => ({ y: reshape(transpose(x), [-1, 2]) }), { backend });
    await using executable = await flatten.prepare({ x: { dtype: 'f32', shape: [4, batch] } });
    for (const size of [1, 3]) {
      const { y } = await executable.run({ x: hostTensor('f32', new Float32Array(4 * size), [4, size]) });
      expect(y?.shape).toEqual([2 * size, 2]);
    }
  });

  it('recomputes checkpoints to the same gradient', async () => {
    const block = (x: Tensor): Tensor => multiply(tanh(multiply(x, x)), sin(exp(x)));
    const gradientOf = (fn: (x: Tensor) => Tensor): Graph =>
      trace(({ x }) => ({ gradient: gradients(reduceSum(fn(fn(x))), [x])[0] as Tensor }), {
        x: { dtype: 'f32', shape: [3] },
      });
    const inputs = { x: [0.3, -0.7, 1.1] };
    const plain = await run(gradientOf(block), inputs);
    const recomputed = await run(gradientOf(checkpoint((x) => block(x as Tensor))), inputs);
    for (const [i, g] of (plain['gradient'] ?? []).entries())
      expect(recomputed['gradient']?.[i]).toBeCloseTo(g, 6);
  });
});
