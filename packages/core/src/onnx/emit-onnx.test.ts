import { expect, it } from 'vitest';
import { exp } from '../ops/index.ts';
import type { Tensor } from '../ir/index.ts';
import { trace } from '../trace/index.ts';
import { emitOnnx } from './emit-onnx.ts';

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
