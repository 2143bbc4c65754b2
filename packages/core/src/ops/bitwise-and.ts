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
 * @throws {ShapeError} when the shapes do not broadcast or the dtypes are not one integer dtype
 * @example
 * ```ts
 * import { bitwiseAnd, input } from '@fm/core';
 *
 * String(bitwiseAnd(input('i32', [2, 3]), 0xff)); // => 'i32[2, 3]'
 * ```
 */
export const bitwiseAnd: (a: Operand, b: Operand) => Tensor = binaryFunction(bitwiseAndOp);
