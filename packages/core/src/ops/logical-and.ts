import type { OpDef, Tensor } from '../ir/index.ts';
import { binaryFunction, defineBinary } from './define/binary.ts';

/** `a ∧ b`, elementwise. */
export const logicalAndOp: OpDef = defineBinary({
  name: 'logicalAnd',
  onnx: 'And',
  domain: 'bool',
  evaluate: (a, b) => a * b,
});

/**
 * `a ∧ b` of two `bool` tensors, elementwise with broadcasting.
 *
 * @returns `bool`, the shape both broadcast to
 * @throws {ShapeError} when the shapes do not broadcast or a dtype is not `bool`
 * @example
 * ```ts
 * import { compile, hostTensor, logicalAnd, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(
 *   ({ a, b }: { a: Tensor; b: Tensor }) => ({ y: logicalAnd(a, b) }),
 *   { backend: referenceBackend() },
 * );
 * const { y } = await run({ a: hostTensor('bool', [0, 0, 1, 1]), b: hostTensor('bool', [0, 1, 0, 1]) });
 * (await y.read()).data; // => Uint8Array [0, 0, 0, 1]
 * ```
 */
export const logicalAnd: (a: Tensor, b: Tensor) => Tensor = binaryFunction(logicalAndOp);
