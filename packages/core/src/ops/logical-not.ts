import type { OpDef, Tensor } from '../ir/index.ts';
import { defineUnary, unaryFunction } from './define/unary.ts';

/** `¬x`, elementwise. */
export const logicalNotOp: OpDef = defineUnary({
  name: 'logicalNot',
  onnx: 'Not',
  domain: 'bool',
  evaluate: (x) => 1 - x,
});

/**
 * `¬x` of a `bool` tensor, elementwise.
 *
 * @param x - any shape, `bool`
 * @returns `bool`, the shape of `x`
 * @throws {ShapeError} when `x` is not a bool tensor
 * @example
 * ```ts
 * import { compile, hostTensor, logicalNot, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(({ mask }: { mask: Tensor }) => ({ y: logicalNot(mask) }), { backend: referenceBackend() });
 * const { y } = await run({ mask: hostTensor('bool', [0, 1]) });
 * (await y.read()).data; // => Uint8Array [1, 0]
 * ```
 */
export const logicalNot: (x: Tensor) => Tensor = unaryFunction(logicalNotOp);
