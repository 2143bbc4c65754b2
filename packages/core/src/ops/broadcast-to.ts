import { ShapeError } from '../errors/index.ts';
import { apply, formatType, type OpDef, type Tensor } from '../ir/index.ts';
import { broadcastShapes, equalShapes, formatShape, type Shape } from '../tensor/index.ts';
import { broadcastIndex } from './define/broadcast-index.ts';
import { sumTo } from './sum-to.ts';

/** Stretches extents of 1 and adds leading axes until the shape is reached. */
export const broadcastToOp: OpDef<{ readonly shape: Shape }> = {
  name: 'broadcastTo',
  infer([x], { shape }) {
    if (!equalShapes(broadcastShapes(x.shape, shape, 'broadcastTo'), shape)) {
      throw new ShapeError('broadcastTo: the shape cannot be reached', {
        expected: formatShape(shape),
        received: formatType(x),
      });
    }
    return [{ dtype: x.dtype, shape }];
  },
  vjp: ({ inputs: [x], cotangent }) => [sumTo(cotangent, x.shape)],
  emit(context, [x], { attributes, inputs: [{ dtype }] }) {
    const expand = (name: string): string => context.node('Expand', [name, context.shape(attributes.shape)]);
    // ONNX Runtime stretches every dtype but this one.
    return [dtype === 'bf16' ? context.cast(expand(context.cast(x, 'f32')), 'bf16') : expand(x)];
  },
  evaluate({ inputs: [x], outputs: [out] }) {
    return [Float64Array.from(broadcastIndex(x.shape, out.shape), (i) => x.data[i] as number)];
  },
};

/**
 * `x` stretched to `shape` by NumPy's broadcasting rule.
 *
 * @param shape - at least the rank of `x`; aligned at the right, each extent is that of `x`, or `x` has 1 there
 * @throws {ShapeError} when `x.shape` does not broadcast to `shape`
 * @example
 * ```ts
 * import { broadcastTo, input } from '@fm/core';
 *
 * String(broadcastTo(input('f32', [3, 1]), [2, 3, 4])); // => 'f32[2, 3, 4]'
 * ```
 */
export function broadcastTo(x: Tensor, shape: Shape): Tensor {
  return equalShapes(x.shape, shape) ? x : apply(broadcastToOp, [x], { shape });
}
