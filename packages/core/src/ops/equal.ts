import type { OpDef, Tensor } from '../ir/index.ts';
import { binaryFunction, defineBinary } from './define/binary.ts';
import type { Operand } from './define/operand.ts';

/** `a = b`, elementwise. */
export const equalOp: OpDef = defineBinary({
  name: 'equal',
  onnx: 'Equal',
  domain: 'any',
  evaluate: (a, b) => (a === b ? 1 : 0),
  result: 'bool',
});

/**
 * Whether `a = b`, elementwise with broadcasting; `false` where either is NaN.
 *
 * @returns `bool`, the shape both broadcast to; a plain number takes the dtype of the other
 * @throws {ShapeError} when the shapes do not broadcast or the dtypes differ
 * @example
 * ```ts
 * import { compile, equal, hostTensor, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(({ ids }: { ids: Tensor }) => ({ y: equal(ids, 2) }), { backend: referenceBackend() });
 * const { y } = await run({ ids: hostTensor('i64', [5, 2, 2]) });
 * (await y.read()).data; // => Uint8Array [0, 1, 1]
 * ```
 */
export const equal: (a: Operand, b: Operand) => Tensor = binaryFunction(equalOp);
