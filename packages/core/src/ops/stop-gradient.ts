import { apply, noGradient, type OpDef, type Tensor } from '../ir/index.ts';

/** The operand itself, as a constant to differentiation. */
export const stopGradientOp: OpDef = {
  name: 'stopGradient',
  infer: ([x]) => [{ dtype: x.dtype, shape: x.shape }],
  vjp: noGradient,
  emit: (_, [x]) => [x],
  evaluate: ({ inputs: [x] }) => [x.data],
};

/**
 * `x`, through which no gradient flows.
 *
 * @example
 * ```ts
 * import { input, stopGradient } from '@fm/core';
 *
 * String(stopGradient(input('f32', [2, 3]))); // => 'f32[2, 3]'
 * ```
 */
export function stopGradient(x: Tensor): Tensor {
  return apply(stopGradientOp, [x], {});
}
