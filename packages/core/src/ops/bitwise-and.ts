import type { OpDef, Tensor } from '../ir/index.ts';
import { binaryFunction, defineBinary } from './define/binary.ts';
import type { Operand } from './define/operand.ts';

/** The bits that two integers share, elementwise. */
export const bitwiseAndOp: OpDef = defineBinary({
  name: 'bitwiseAnd',
  onnx: 'BitwiseAnd',
  domain: 'integer',
  evaluate: (a, b, dtype) => (dtype === 'i64' ? Number(BigInt.asIntN(64, BigInt(a) & BigInt(b))) : a & b),
});

/**
 * The bits that two integers share, elementwise with broadcasting.
 *
 * @returns the shape both broadcast to, in their common integer dtype; a plain number takes the dtype of the other
 * @throws {ShapeError} when the shapes do not broadcast or the dtypes are not one integer dtype
 * @example
 * ```ts
 * import { bitwiseAnd, compile, hostTensor, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: bitwiseAnd(x, 0xff) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('i32', [4660, 255, 256]) });
 * (await y.read()).data; // => Int32Array [52, 255, 0]
 * ```
 */
export const bitwiseAnd: (a: Operand, b: Operand) => Tensor = binaryFunction(bitwiseAndOp);
