import { apply, type OpDef, type Tensor } from '../ir/index.ts';
import { type Dim, equalShapes, resolveReshape, type Shape, sizeOf } from '../tensor/index.ts';

/** The same elements, row-major, under another shape. */
export const reshapeOp: OpDef<{ readonly shape: Shape }> = {
  name: 'reshape',
  infer: ([x], { shape }) => [{ dtype: x.dtype, shape: resolveReshape(shape, sizeOf(x.shape)) }],
  vjp: ({ inputs: [x], cotangent }) => [reshape(cotangent, x.shape)],
  emit(context, [x], { attributes: { shape } }) {
    // Without allowzero, ONNX reads an extent of 0 as "copy the operand's extent".
    const mayBeEmpty = shape.some((d) => typeof d !== 'number' || d === 0);
    return [
      context.node('Reshape', [x, context.shape(shape)], {
        attributes: { allowzero: { int: mayBeEmpty ? 1 : 0 } },
      }),
    ];
  },
  evaluate: ({ inputs: [x] }) => [x.data],
};

/**
 * The same elements under another shape; one extent may be `-1`.
 *
 * @throws {ShapeError} when the element counts differ
 * @example
 * ```ts
 * import { input, reshape } from '@fm/core';
 *
 * String(reshape(input('f32', [2, 6]), [-1, 4])); // => 'f32[3, 4]'
 * ```
 */
export function reshape(x: Tensor, shape: readonly (Dim | -1)[]): Tensor {
  const resolved = resolveReshape(shape, sizeOf(x.shape));
  return equalShapes(resolved, x.shape) ? x : apply(reshapeOp, [x], { shape: resolved });
}
