import type { OpDef, Tensor } from '../ir/index.ts';
import { defineUnary, unaryFunction } from './define/unary.ts';

/** The sign of `x`: -1, 0 or 1, elementwise. */
export const signOp: OpDef = defineUnary({
  name: 'sign',
  onnx: 'Sign',
  domain: 'number',
  evaluate: Math.sign,
});

/**
 * The sign of `x`: -1, 0 or 1, elementwise. Its gradient is taken as 0.
 *
 * @param x - any shape, any dtype but `bool`
 * @returns the shape and dtype of `x`
 * @throws {ShapeError} when `x` is not a tensor of numbers
 * @example
 * ```ts
 * import { compile, hostTensor, referenceBackend, sign, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: sign(x) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [-3, 0, 0.1]) });
 * (await y.read()).data; // => Float32Array [-1, 0, 1]
 * ```
 */
export const sign: (x: Tensor) => Tensor = unaryFunction(signOp);
