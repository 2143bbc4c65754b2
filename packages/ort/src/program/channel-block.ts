import { apply, emitOnnx, hostTensor, type OpDef, toNumbers, trace } from '@fm/core';
import type { OwnedTensor, Runtime } from './runtime.ts';

/** Puts the channels of a pixel next to each other, in blocks. */
const reorder: OpDef = {
  name: 'reorderChannels',
  infer: ([x]) => [{ dtype: x.dtype, shape: x.shape }],
  vjp: ({ inputs }) => inputs.map(() => undefined),
  emit: (context, [x]) => [context.node('ReorderInput', [x], { domain: 'com.microsoft.nchwc' })],
  evaluate: ({ inputs: [x] }) => [x.data],
};

/**
 * Channels in a block of the runtime's blocked convolutions, 8 or 16 by what the processor's vectors hold; `undefined`
 * where it has no such kernels. The order in which two pixels of sixteen channels come out tells.
 */
export async function measureChannelBlock<T extends OwnedTensor>(
  runtime: Runtime<T>,
): Promise<number | undefined> {
  if (runtime.mode !== 'fused') return undefined;
  const numbers = Float32Array.from({ length: 32 }, (_, i) => i); // channel i / 2, pixel i % 2
  const pixels = hostTensor('f32', numbers, [1, 16, 1, 2]);
  const graph = trace(({ x }) => ({ y: apply(reorder, [x], {}) }), { x: pixels });
  const program = {
    name: 'channel-block',
    onnx: emitOnnx(graph, { mode: 'fused' }),
    inputs: graph.inputs,
    outputs: graph.outputs,
    isProbe: true,
  };
  try {
    await using session = await runtime.createSession(program);
    using input = runtime.upload(pixels);
    using output = runtime.empty('f32', pixels.shape);
    await session.run([input], [output], undefined);
    const data = toNumbers(await output.read());
    // The first pixel's channels 1 … block − 1 come before anything of the second pixel.
    const block = data.indexOf(1);
    return data[1] === 2 && [8, 16].includes(block) ? block : undefined;
  } catch {
    return undefined; // a build without these kernels does not know the operator
  }
}
