import type { EmitContext, OpDef, Tensor } from '../ir/index.ts';
import type { DType } from '../tensor/index.ts';
import { erfNumber } from './define/erf.ts';
import { kernelDType } from './define/kernel-dtype.ts';
import { defineUnary, unaryFunction } from './define/unary.ts';
import { exp } from './exp.ts';
import { multiply } from './multiply.ts';
import { square } from './square.ts';

/** `½ (1 + erf(x / √2))`, elementwise. */
export const normalCdfOp: OpDef = defineUnary({
  name: 'normalCdf',
  onnx: emitNormalCdf,
  evaluate: (x) => (1 + erfNumber(x * Math.SQRT1_2)) / 2,
  gradient: (cotangent, x) => multiply(cotangent, normalPdf(x)),
});

/**
 * Cumulative distribution function of the standard normal distribution, `½ (1 + erf(x / √2))`, elementwise.
 *
 * @param x - any shape, floating point
 * @returns the shape and dtype of `x`
 * @throws {ShapeError} when `x` is not a floating-point tensor
 * @example
 * ```ts
 * import { compile, hostTensor, normalCdf, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(({ z }: { z: Tensor }) => ({ y: normalCdf(z) }), { backend: referenceBackend() });
 * const { y } = await run({ z: hostTensor('f32', [-1.96, 0, 1.96]) });
 * (await y.read()).data; // => Float32Array [0.025, 0.5, 0.975]
 * ```
 */
export const normalCdf: (x: Tensor) => Tensor = unaryFunction(normalCdfOp);

/**
 * Density of the standard normal distribution, `e^(−x²/2) / √2π`, elementwise.
 *
 * @param x - any shape, floating point
 * @throws {ShapeError} when `x` is not a floating-point tensor
 * @example
 * ```ts
 * import { compile, hostTensor, normalPdf, referenceBackend, type Tensor } from '@fm/core';
 *
 * const density = compile(({ x }: { x: Tensor }) => ({ y: normalPdf(x) }), { backend: referenceBackend() });
 * const { y } = await density({ x: hostTensor('f32', [-1, 0, 1]) });
 * (await y.read()).data; // => Float32Array [0.242, 0.3989, 0.242]
 * ```
 */
export function normalPdf(x: Tensor): Tensor {
  return multiply(exp(multiply(square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
}

/** Writes `½ (1 + erf(x / √2))`, for `x` already in the kernel's dtype. */
export function emitNormalCdf(context: EmitContext, x: string, dtype: DType): string {
  const erf = context.node('Erf', [
    context.node('Mul', [x, context.scalar(kernelDType(dtype), Math.SQRT1_2)]),
  ]);
  // HardSigmoid is max(0, min(1, ½x + ½)): one pass over memory where a product and a sum would be two.
  return context.node('HardSigmoid', [erf], { attributes: { alpha: { float: 0.5 }, beta: { float: 0.5 } } });
}
