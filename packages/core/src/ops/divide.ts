import type { OpDef, Tensor } from '../ir/index.ts';
import { isFloat } from '../tensor/index.ts';
import { binaryFunction, defineBinary } from './define/binary.ts';
import type { Operand } from './define/operand.ts';
import { multiply } from './multiply.ts';
import { negate } from './negate.ts';

/** `a / b`, elementwise. */
export const divideOp: OpDef = defineBinary({
  name: 'divide',
  onnx: 'Div',
  evaluate: (a, b, dtype) => (isFloat(dtype) ? a / b : Math.trunc(a / b)),
  gradients: [
    (cotangent, _, b) => divide(cotangent, b),
    (cotangent, _, b, y) => negate(divide(multiply(cotangent, y), b)),
  ],
});

/**
 * `a / b`, elementwise with broadcasting. Integer quotients are truncated towards zero, as in ONNX; dividing an
 * integer by 0 fails the
 * run.
 *
 * @returns the shape both broadcast to, in their common dtype; a plain number takes the dtype of the other
 * @throws {ShapeError} when the shapes do not broadcast or the dtypes differ
 * @example
 * ```ts
 * import { compile, divide, hostTensor, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(
 *   ({ x, total }: { x: Tensor; total: Tensor }) => ({ y: divide(x, total) }),
 *   { backend: referenceBackend() },
 * );
 * const { y } = await run({ x: hostTensor('f32', [1, 2, 5]), total: hostTensor('f32', [8], []) });
 * (await y.read()).data; // => Float32Array [0.125, 0.25, 0.625]
 * ```
 */
export const divide: (a: Operand, b: Operand) => Tensor = binaryFunction(divideOp);
