import type { OpDef, Tensor } from '../ir/index.ts';
import { binaryFunction, defineBinary } from './define/binary.ts';
import type { Operand } from './define/operand.ts';
import { equal } from './equal.ts';
import { greater } from './greater.ts';
import { log } from './log.ts';
import { multiply } from './multiply.ts';
import { subtract } from './subtract.ts';
import { where } from './where.ts';

/** `a ^ b`, elementwise. */
export const powerOp: OpDef = defineBinary({
  name: 'power',
  onnx: 'Pow',
  evaluate: (a, b) => a ** b,
  gradients: [
    // The exponent of a constant 1 must not become -1: 0 · 0^-1 is NaN.
    (cotangent, a, b) => multiply(cotangent, multiply(b, power(a, where(equal(b, 0), 0, subtract(b, 1))))),
    (cotangent, a, _, y) => multiply(cotangent, multiply(y, log(where(greater(a, 0), a, 1)))),
  ],
});

/**
 * `a ^ b`, elementwise with broadcasting. The gradient with respect to `b` is taken as 0 where `a ≤ 0`.
 *
 * @returns the shape both broadcast to, in their common dtype; a plain number takes the dtype of the other
 * @throws {ShapeError} when the shapes do not broadcast or the dtypes differ
 * @example
 * ```ts
 * import { compile, hostTensor, power, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: power(x, 3) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [-2, 0.5, 3]) });
 * (await y.read()).data; // => Float32Array [-8, 0.125, 27]
 * ```
 */
export const power: (a: Operand, b: Operand) => Tensor = binaryFunction(powerOp);
