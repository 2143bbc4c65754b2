import { apply, type OpDef, type Tensor } from '../ir/index.ts';
import { normalizeAxis } from '../tensor/index.ts';
import { axisBlocks } from './define/axis-blocks.ts';
import { requireDomain } from './define/domain.ts';
import { fromKernel, toKernel } from './define/kernel-dtype.ts';

/** Attributes of a running sum. */
type CumulativeSumAttributes = {
  readonly axis: number;
  readonly exclusive: boolean;
  readonly reverse: boolean;
};

/** Running sum along an axis. */
export const cumulativeSumOp: OpDef<CumulativeSumAttributes> = {
  name: 'cumulativeSum',
  infer([x]) {
    requireDomain('cumulativeSum', x, 'number');
    return [{ dtype: x.dtype, shape: x.shape }];
  },
  vjp: ({ attributes: { axis, exclusive, reverse }, cotangent }) => [
    cumulativeSum(cotangent, axis, { exclusive, reverse: !reverse }),
  ],
  emit(context, inputs, { attributes: { axis, exclusive, reverse }, inputs: [{ dtype }] }) {
    const attributes = { exclusive: { int: exclusive ? 1 : 0 }, reverse: { int: reverse ? 1 : 0 } };
    const operands = [...toKernel(context, [inputs[0]], dtype), context.scalar('i64', axis)];
    return [fromKernel(context, context.node('CumSum', operands, { attributes }), dtype)];
  },
  evaluate({ inputs: [x], attributes: { axis, exclusive, reverse } }) {
    const { outer, extent, inner } = axisBlocks(x.shape, axis);
    const result = new Float64Array(x.data.length);
    for (let line = 0; line < outer * inner; line++) {
      const start = Math.floor(line / inner) * extent * inner + (line % inner);
      let sum = 0;
      for (let i = 0; i < extent; i++) {
        const at = start + (reverse ? extent - 1 - i : i) * inner;
        const next = sum + (x.data[at] as number);
        result[at] = exclusive ? sum : next;
        sum = next;
      }
    }
    return [result];
  },
};

/** Options of {@link cumulativeSum}. */
export interface CumulativeSumOptions {
  /** Whether an element is left out of its own sum. @default false */
  readonly exclusive?: boolean;
  /** Whether it sums from the end. @default false */
  readonly reverse?: boolean;
}

/**
 * Running sum along `axis`: `y[i] = Σ_{j ≤ i} x[j]`.
 *
 * @param axis - default: -1
 * @throws {ShapeError} when `x` is `bool` or the axis is out of range
 * @example
 * ```ts
 * import { compile, cumulativeSum, hostTensor, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(
 *   ({ lengths }: { lengths: Tensor }) => ({ y: cumulativeSum(lengths) }),
 *   { backend: referenceBackend() },
 * );
 * const { y } = await run({ lengths: hostTensor('f32', [3, 1, 4, 1]) });
 * (await y.read()).data; // => Float32Array [3, 4, 8, 9]
 * ```
 */
export function cumulativeSum(
  x: Tensor,
  axis = -1,
  { exclusive = false, reverse = false }: CumulativeSumOptions = {},
): Tensor {
  return apply(cumulativeSumOp, [x], {
    axis: normalizeAxis(axis, x.rank, 'cumulativeSum'),
    exclusive,
    reverse,
  });
}
