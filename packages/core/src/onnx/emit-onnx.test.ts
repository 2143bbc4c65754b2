import { expect, it } from 'vitest';
import { conv2d, exp } from '../ops/index.ts';
import type { Tensor, TensorType } from '../ir/index.ts';
import { hostTensor } from '../tensor/index.ts';
import { trace } from '../trace/index.ts';
import { type EmitOptions, emitOnnx } from './emit-onnx.ts';

it.each([
  ['%0', 'y'],
  ['', 'y'],
  ['x', '%0'],
  ['x', 'x'],
])('refuses names that would clash: input "%s", output "%s"', (from, to) => {
  const graph = trace((inputs) => ({ [to]: exp(inputs[from] as Tensor) }), {
    [from]: { dtype: 'f32', shape: [2] },
  });
  expect(() => emitOnnx(graph)).toThrow(expect.objectContaining({ code: 'FM_ARGUMENT' }));
});

it('uses blocked convolutions only where the runtime has them, blocks fit and kernels are not stored', () => {
  const f32 = (...shape: number[]): TensorType => ({ dtype: 'f32', shape });
  const written = (options: EmitOptions, channels = 16): string => {
    const types = { x: f32(1, channels, 2, 2), weight: f32(16, channels, 1, 1) };
    const graph = trace(({ x, weight }) => ({ y: conv2d(x, weight) }), types);
    return new TextDecoder('latin1').decode(emitOnnx(graph, options).model);
  };
  const blocked = /com\.microsoft\.nchwc/;
  const weight = hostTensor('f32', new Float32Array(256), [16, 16, 1, 1]);
  expect(written({ mode: 'fused', channelBlock: 16 })).toMatch(blocked);
  expect(written({ mode: 'fused', channelBlock: 16 }, 8)).not.toMatch(blocked);
  expect(written({ mode: 'fused' })).not.toMatch(blocked);
  expect(written({ channelBlock: 16 })).not.toMatch(blocked);
  expect(written({ mode: 'fused', channelBlock: 16, initializers: { weight } })).not.toMatch(blocked);
});
