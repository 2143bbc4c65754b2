import { apply, noGradient, type OpDef, type Tensor } from '../ir/index.ts';
import { type DType, fromNumbers, type HostTensor, hostTensor, toNumbers } from '../tensor/index.ts';

/** Numbers that are part of the program. */
export const constantOp: OpDef<{ readonly value: HostTensor }> = {
  name: 'constant',
  infer: (_, { value }) => [{ dtype: value.dtype, shape: value.shape }],
  vjp: noGradient,
  emit: (context, _, { attributes }) => [context.constant(attributes.value)],
  evaluate: ({ attributes }) => [toNumbers(attributes.value)],
};

/**
 * A tensor of fixed numbers.
 *
 * @param value - numbers, shape and dtype
 * @returns the shape and dtype of `value`
 * @example
 * ```ts
 * import { constant, hostTensor } from '@fm/core';
 *
 * String(constant(hostTensor('f32', [1, 2, 3]))); // => 'f32[3]'
 * ```
 */
export function constant(value: HostTensor): Tensor {
  return apply(constantOp, [], { value });
}

/**
 * A scalar of shape `[]`.
 *
 * @param dtype - @default 'f32'
 * @example
 * ```ts
 * import { scalar } from '@fm/core';
 *
 * String(scalar(-1, 'i64')); // => 'i64[]'
 * ```
 */
export function scalar(value: number, dtype: DType = 'f32'): Tensor {
  return constant(hostTensor(dtype, fromNumbers(dtype, [value]), []));
}
