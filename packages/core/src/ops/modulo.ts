import type { OpDef, Tensor } from '../ir/index.ts';
import { isFloat } from '../tensor/index.ts';
import { binaryFunction, defineBinary } from './define/binary.ts';
import type { Operand } from './define/operand.ts';
import { divide } from './divide.ts';
import { multiply } from './multiply.ts';
import { subtract } from './subtract.ts';

/** The remainder of `a / b`, elementwise. */
export const moduloOp: OpDef = defineBinary({
  name: 'modulo',
  onnx: 'Mod',
  onnxAttributes: (dtype) => ({ fmod: { int: isFloat(dtype) ? 1 : 0 } }),
  evaluate: (a, b, dtype) => (isFloat(dtype) ? a % b : a - b * Math.floor(a / b)),
  gradients: [
    (cotangent) => cotangent,
    // The quotient, truncated: (y - a) / b = -trunc(a / b).
    (cotangent, a, b, y) => multiply(cotangent, divide(subtract(y, a), b)),
  ],
});

/**
 * The remainder of `a / b`, elementwise with broadcasting, as in ONNX: for integers it has the sign of `b` (as in
 * Python), for floats the sign of `a` (as in C's `fmod`). Taking an integer modulo 0 fails the run.
 *
 * @returns the shape both broadcast to, in their common dtype; a plain number takes the dtype of the other
 * @throws {ShapeError} when the shapes do not broadcast or the dtypes differ
 * @example
 * ```ts
 * import { compile, hostTensor, modulo, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(
 *   ({ position }: { position: Tensor }) => ({ y: modulo(position, 8) }),
 *   { backend: referenceBackend() },
 * );
 * const { y } = await run({ position: hostTensor('i64', [-1, 7, 8, 21]) });
 * (await y.read()).data; // => BigInt64Array [7n, 7n, 0n, 5n]
 * ```
 */
export const modulo: (a: Operand, b: Operand) => Tensor = binaryFunction(moduloOp);
