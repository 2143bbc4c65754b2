import type { OpDef, Tensor } from '../ir/index.ts';
import { binaryFunction, defineBinary } from './define/binary.ts';
import type { Operand } from './define/operand.ts';
import { greaterOrEqual } from './greater-or-equal.ts';
import { where } from './where.ts';

/** The larger of `a` and `b`, elementwise. */
export const maximumOp: OpDef = defineBinary({
  name: 'maximum',
  onnx: 'Max',
  evaluate: (a, b) => Math.max(a, b),
  gradients: [
    (cotangent, a, b) => where(greaterOrEqual(a, b), cotangent, 0),
    (cotangent, a, b) => where(greaterOrEqual(a, b), 0, cotangent),
  ],
});

/**
 * The larger of `a` and `b`, elementwise with broadcasting. NaN wins; where both are equal, the gradient goes to `a`.
 *
 * @returns the shape both broadcast to, in their common dtype; a plain number takes the dtype of the other
 * @throws {ShapeError} when the shapes do not broadcast or the dtypes differ
 * @example
 * ```ts
 * import { compile, hostTensor, maximum, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: maximum(x, 0) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [-1, 0.5, 2]) });
 * (await y.read()).data; // => Float32Array [0, 0.5, 2]
 * ```
 */
export const maximum: (a: Operand, b: Operand) => Tensor = binaryFunction(maximumOp);
