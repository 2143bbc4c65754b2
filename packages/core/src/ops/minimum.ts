import type { OpDef, Tensor } from '../ir/index.ts';
import { binaryFunction, defineBinary } from './define/binary.ts';
import type { Operand } from './define/operand.ts';
import { lessOrEqual } from './less-or-equal.ts';
import { where } from './where.ts';

/** The smaller of `a` and `b`, elementwise. */
export const minimumOp: OpDef = defineBinary({
  name: 'minimum',
  onnx: 'Min',
  evaluate: (a, b) => Math.min(a, b),
  gradients: [
    (cotangent, a, b) => where(lessOrEqual(a, b), cotangent, 0),
    (cotangent, a, b) => where(lessOrEqual(a, b), 0, cotangent),
  ],
});

/**
 * The smaller of `a` and `b`, elementwise with broadcasting. NaN wins; where both are equal, the gradient goes to `a`.
 *
 * @returns the shape both broadcast to, in their common dtype; a plain number takes the dtype of the other
 * @throws {ShapeError} when the shapes do not broadcast or the dtypes differ
 * @example
 * ```ts
 * import { compile, hostTensor, minimum, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: minimum(x, 1) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [-1, 0.5, 2]) });
 * (await y.read()).data; // => Float32Array [-1, 0.5, 1]
 * ```
 */
export const minimum: (a: Operand, b: Operand) => Tensor = binaryFunction(minimumOp);
