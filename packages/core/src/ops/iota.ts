import { apply, noGradient, type OpDef, type Tensor } from '../ir/index.ts';
import type { Dim, DType } from '../tensor/index.ts';
import { requireDomain } from './define/domain.ts';

/** The numbers 0, 1, 2, … */
export const iotaOp: OpDef<{ readonly length: Dim; readonly dtype: DType }> = {
  name: 'iota',
  infer(_, { length, dtype }) {
    const type = { dtype, shape: [length] };
    requireDomain('iota', type, 'number');
    return [type];
  },
  vjp: noGradient,
  emit(context, _, { attributes: { length, dtype } }) {
    const limit =
      typeof length === 'number'
        ? context.scalar('i64', length)
        : context.node('Reshape', [context.shape([length]), context.ints([])]);
    const range = context.node('Range', [context.scalar('i64', 0), limit, context.scalar('i64', 1)]);
    return [dtype === 'i64' ? range : context.cast(range, dtype)];
  },
  evaluate: ({ outputs: [out] }) => [Float64Array.from({ length: out.shape[0] as number }, (_, i) => i)],
};

/**
 * The vector `0, 1, …, length - 1`; the length may be symbolic.
 *
 * @param dtype - @default 'i64'
 * @returns `[length]`
 * @throws {ShapeError} when `dtype` is `bool`
 * @example
 * ```ts
 * import { dim, iota } from '@fm/core';
 *
 * String(iota(dim('sequence'))); // => 'i64[sequence]'
 * ```
 * @example
 * ```ts
 * import { compile, iota, referenceBackend } from '@fm/core';
 *
 * const run = compile(() => ({ y: iota(4) }), { backend: referenceBackend() });
 * const { y } = await run({});
 * (await y.read()).data; // => BigInt64Array [0n, 1n, 2n, 3n]
 * ```
 */
export function iota(length: Dim, dtype: DType = 'i64'): Tensor {
  return apply(iotaOp, [], { length, dtype });
}
