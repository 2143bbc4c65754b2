import { apply, type OpDef, type Tensor } from '../ir/index.ts';
import { type DType, isFloat } from '../tensor/index.ts';

/** The same numbers in another dtype. */
export const castOp: OpDef<{ readonly dtype: DType }> = {
  name: 'cast',
  infer: ([x], { dtype }) => [{ dtype, shape: x.shape }],
  vjp: ({ inputs: [x], attributes: { dtype }, cotangent }) => [
    isFloat(x.dtype) && isFloat(dtype) ? cast(cotangent, x.dtype) : undefined,
  ],
  emit: (context, [x], { attributes: { dtype } }) => [context.cast(x, dtype)],
  evaluate({ inputs: [x], attributes: { dtype } }) {
    if (dtype === 'bool') return [x.data.map((value) => (value === 0 ? 0 : 1))];
    // There is no integer for NaN and the infinities: like the typed arrays of JavaScript, this takes 0.
    return [
      isFloat(dtype) ? x.data : x.data.map((value) => (Number.isFinite(value) ? Math.trunc(value) : 0)),
    ];
  },
};

/**
 * `x` in another dtype: floats round to nearest, towards integers they are truncated (and undefined beyond the
 * integer's range), towards `bool` they become `x ≠ 0`. Gradients pass between floating-point dtypes.
 *
 * @returns the shape of `x`, in `dtype`
 * @example
 * ```ts
 * import { cast, compile, hostTensor, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: cast(x, 'i64') }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [1.9, -1.9, 3]) });
 * (await y.read()).data; // => BigInt64Array [1n, -1n, 3n]
 * ```
 */
export function cast(x: Tensor, dtype: DType): Tensor {
  return x.dtype === dtype ? x : apply(castOp, [x], { dtype });
}
