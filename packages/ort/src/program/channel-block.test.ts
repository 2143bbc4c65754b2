import { conv2d, emitOnnx, hostTensor, input, trace } from '@fm/core';
import { expect, it } from 'vitest';

import { fillSettings } from '../node/fill-settings.ts';
import { NativeRuntime } from '../node/native/native-runtime.ts';
import { measureChannelBlock } from './channel-block.ts';

it('finds the block with which convolutions are right', async () => {
  await using runtime = await NativeRuntime.load(fillSettings({}));
  const channelBlock = await measureChannelBlock(runtime);
  const x = hostTensor(
    'f32',
    Float32Array.from({ length: 128 }, (_, i) => Math.sin(i)),
    [1, 32, 2, 2],
  );
  const weight = hostTensor(
    'f32',
    Float32Array.from({ length: 1024 }, (_, i) => Math.cos(3 * i)),
    [32, 32, 1, 1],
  );
  const graph = trace((tensors) => ({ y: conv2d(tensors.x!, tensors.weight!) }), {
    x: input('f32', x.shape),
    weight: input('f32', weight.shape),
  });
  const results = await Promise.all(
    [channelBlock, undefined].map(async (block) => {
      const onnx = emitOnnx(graph, { mode: 'fused', channelBlock: block });
      const program = { name: 'conv', onnx, inputs: graph.inputs, outputs: graph.outputs };
      await using session = await runtime.createSession(program);
      const y = runtime.empty('f32', [1, 32, 2, 2]);
      await session.run([runtime.upload(x), runtime.upload(weight)], [y], undefined);
      return Array.from((await y.read()).data, Number);
    }),
  );
  const [blocked = [], plain = []] = results;
  expect(Math.max(...plain.map(Math.abs))).toBeGreaterThan(0.1);
  for (const [i, value] of plain.entries()) expect(blocked[i]).toBeCloseTo(value, 4);
});

it('knows of none in portable programs', async () => {
  await using runtime = await NativeRuntime.load(fillSettings({}));
  expect(
    await measureChannelBlock(Object.assign(Object.create(runtime), { mode: 'portable' })),
  ).toBeUndefined();
});
