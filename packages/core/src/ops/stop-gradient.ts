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
 * @param x - any shape and dtype
 * @returns the shape and dtype of `x`
 * @example
 * ```ts
 * import { compile, gradients, hostTensor, multiply, reduceSum, referenceBackend, stopGradient, type Tensor } from '@fm/core';
 *
 * // Half of the gradient of x²: only one factor counts.
 * const slope = ({ x }: { x: Tensor }) => {
 *   const [dx] = gradients(reduceSum(multiply(stopGradient(x), x)), [x]);
 *   return { dx: dx as Tensor };
 * };
 * const { dx } = await compile(slope, { backend: referenceBackend() })({ x: hostTensor('f32', [1, 2, 3]) });
 * (await dx.read()).data; // => Float32Array [1, 2, 3]
 * ```
 */
export function stopGradient(x: Tensor): Tensor {
  return apply(stopGradientOp, [x], {});
}
