import type { OpDef, Tensor } from '../ir/index.ts';
import { binaryFunction, defineBinary } from './define/binary.ts';
import type { Operand } from './define/operand.ts';

/** `a < b`, elementwise. */
export const lessOp: OpDef = defineBinary({
  name: 'less',
  onnx: 'Less',
  evaluate: (a, b) => (a < b ? 1 : 0),
  result: 'bool',
});

/**
 * Whether `a < b`, elementwise with broadcasting; `false` where either is NaN.
 *
 * @returns `bool`, the shape both broadcast to; a plain number takes the dtype of the other
 * @throws {ShapeError} when the shapes do not broadcast or the dtypes differ
 * @example
 * ```ts
 * import { compile, hostTensor, less, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: less(x, 0) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [-1, 0, 1, NaN]) });
 * (await y.read()).data; // => Uint8Array [1, 0, 0, 0]
 * ```
 */
export const less: (a: Operand, b: Operand) => Tensor = binaryFunction(lessOp);
