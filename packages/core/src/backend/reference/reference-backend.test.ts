import { expect, it } from 'vitest';
import { add, multiply } from '../../ops/index.ts';
import { hostTensor } from '../../tensor/index.ts';
import { trace } from '../../trace/index.ts';
import { referenceBackend } from './reference-backend.ts';

const backend = referenceBackend();
const double = trace(({ x }) => ({ y: multiply(x, 2) }), { x: { dtype: 'f32', shape: [1] } });

it('runs one after another, so that a run may read what the one before writes', async () => {
  const executable = await backend.compile(double);
  const [a, b] = [backend.tensor(hostTensor('f32', [1])), backend.empty('f32', [1])];
  await Promise.all([
    executable.run({ x: a }, { outputs: { y: b } }),
    executable.run({ x: b }, { outputs: { y: a } }),
    executable.run({ x: a }, { outputs: { y: b } }),
  ]);
  expect([...(await b.read()).data]).toEqual([8]);
});

it('keeps constants inside the program', async () => {
  const graph = trace(({ x, y }) => ({ z: add(x, y) }), {
    x: { dtype: 'f32', shape: [2] },
    y: { dtype: 'f32', shape: [2] },
  });
  const executable = await backend.compile(graph, {
    constants: { y: hostTensor('f32', [10, 20]) },
  });
  expect([...executable.inputs.keys()]).toEqual(['x']);
  const { z } = await executable.run({ x: hostTensor('f32', [1, 2]) });
  expect((await z!.read()).data).toEqual(Float32Array.of(11, 22));
});

it('refuses a place for an output that the program does not have', async () => {
  const executable = await backend.compile(double);
  const x = hostTensor('f32', [1]);
  await expect(executable.run({ x }, { outputs: { z: backend.empty('f32', [1]) } })).rejects.toMatchObject({
    code: 'FM_SHAPE',
    expected: 'y',
  });
});
