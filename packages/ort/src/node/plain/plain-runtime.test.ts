import { add, constant, emitOnnx, hostTensor, trace } from '@fm/core';
import { expect, it } from 'vitest';
import { fillSettings } from '../fill-settings.ts';
import { PlainRuntime } from './plain-runtime.ts';

it('refuses a program with constants outside the model', async () => {
  const w = constant(hostTensor('f32', [1, 2, 3]));
  const graph = trace(({ x }) => ({ y: add(x, w) }), { x: { dtype: 'f32', shape: [3] } });
  await using runtime = await PlainRuntime.load(fillSettings({}));
  const onnx = emitOnnx(graph, { externalFrom: 1 });
  const program = { name: 'large', onnx, inputs: graph.inputs, outputs: graph.outputs };
  await expect(runtime.createSession(program)).rejects.toMatchObject({ code: 'FM_UNSUPPORTED' });
});
