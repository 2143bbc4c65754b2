import type { OpDef, Tensor } from '../ir/index.ts';
import { add } from './add.ts';
import { defineUnary, unaryFunction } from './define/unary.ts';
import { divide } from './divide.ts';
import { kernelDType } from './define/kernel-dtype.ts';

/** `log(1 + x)`, elementwise, exact for small `x`: `log(u) · x / (u - 1)` with `u = 1 + x` as rounded. */
export const log1pOp: OpDef = defineUnary({
  name: 'log1p',
  onnx(context, x, dtype) {
    const one = context.scalar(kernelDType(dtype), 1);
    const u = context.node('Add', [one, x]);
    const isSmall = context.node('Equal', [u, one]);
    // Beside a large x the 1 is lost, and the factor is 1; ∞ / ∞ would be NaN.
    const isLarge = context.node('Equal', [u, x]);
    const factor = context.node('Where', [
      isLarge,
      one,
      context.node('Div', [x, context.node('Sub', [u, one])]),
    ]);
    return context.node('Where', [isSmall, x, context.node('Mul', [context.node('Log', [u]), factor])]);
  },
  evaluate: Math.log1p,
  gradient: (cotangent, x) => divide(cotangent, add(x, 1)),
});

/**
 * `log(1 + x)`, elementwise, without loss of precision near 0.
 *
 * @param x - any shape, floating point
 * @returns the shape and dtype of `x`
 * @throws {ShapeError} when `x` is not a floating-point tensor
 * @see Goldberg 1991, "What every computer scientist should know about floating-point arithmetic", theorem 4
 * @example
 * ```ts
 * import { compile, hostTensor, log1p, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: log1p(x) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [1e-9, 1, -1]) });
 * (await y.read()).data; // => Float32Array [1e-9, 0.6931, -Infinity]
 * ```
 */
export const log1p: (x: Tensor) => Tensor = unaryFunction(log1pOp);
