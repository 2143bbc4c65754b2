import type { OpDef, Tensor } from '../ir/index.ts';
import { defineUnary, unaryFunction } from './define/unary.ts';
import { multiply } from './multiply.ts';
import { relu } from './relu.ts';

/** `max(x, 0)²`, elementwise; its derivative is `2 max(x, 0)`, without a comparison. */
export const reluSquaredOp: OpDef = defineUnary({
  name: 'reluSquared',
  onnx(context, x) {
    const positive = context.node('Relu', [x]);
    return context.node('Mul', [positive, positive]);
  },
  evaluate: (x) => Math.max(x, 0) ** 2,
  gradient: (cotangent, x) => multiply(cotangent, multiply(relu(x), 2)),
});

/**
 * Squared rectifier `max(x, 0)²`, elementwise.
 *
 * @param x - any shape, floating point
 * @returns the shape and dtype of `x`
 * @throws {ShapeError} when `x` is not a floating-point tensor
 * @see {@link https://arxiv.org/abs/2109.08668 | Primer, section 3}
 * @example
 * ```ts
 * import { compile, hostTensor, referenceBackend, reluSquared, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: reluSquared(x) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [-1, 0.5, 3]) });
 * (await y.read()).data; // => Float32Array [0, 0.25, 9]
 * ```
 */
export const reluSquared: (x: Tensor) => Tensor = unaryFunction(reluSquaredOp);
