import type { OpDef, Tensor } from '../ir/index.ts';
import { erfNumber } from './define/erf.ts';
import { defineUnary, unaryFunction } from './define/unary.ts';
import { exp } from './exp.ts';
import { multiply } from './multiply.ts';
import { negate } from './negate.ts';
import { square } from './square.ts';

/** The error function, elementwise. */
export const erfOp: OpDef = defineUnary({
  name: 'erf',
  onnx: 'Erf',
  evaluate: erfNumber,
  gradient: (cotangent, x) => multiply(cotangent, multiply(exp(negate(square(x))), 2 / Math.sqrt(Math.PI))),
});

/**
 * The error function `2/√π ∫₀ˣ e^{-t²} dt`, elementwise.
 *
 * @param x - any shape, floating point
 * @returns the shape and dtype of `x`
 * @throws {ShapeError} when `x` is not a floating-point tensor
 * @example
 * ```ts
 * import { compile, erf, hostTensor, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: erf(x) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [-1, 0, 1]) });
 * (await y.read()).data; // => Float32Array [-0.8427, 0, 0.8427]
 * ```
 */
export const erf: (x: Tensor) => Tensor = unaryFunction(erfOp);
