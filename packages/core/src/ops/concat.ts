import { ArgumentError, ShapeError } from '../errors/index.ts';
import { apply, formatType, type OpDef, type Tensor } from '../ir/index.ts';
import { type Dim, equalShapes, normalizeAxis, totalDim } from '../tensor/index.ts';
import { axisBlocks } from './define/axis-blocks.ts';
import { split } from './split.ts';

/** Tensors one after another along an axis. */
export const concatOp: OpDef<{ readonly axis: number }> = {
  name: 'concat',
  infer(inputs, { axis }) {
    const [first] = inputs;
    for (const other of inputs) {
      const isRest = (_: unknown, i: number): boolean => i !== axis;
      const fits = other.dtype === first.dtype && other.shape.length === first.shape.length;
      if (!fits || !equalShapes(other.shape.filter(isRest), first.shape.filter(isRest))) {
        throw new ShapeError(`concat: operands differ beside axis ${axis}`, {
          expected: 'one dtype, and equal extents on every other axis',
          received: inputs.map(formatType).join(', '),
        });
      }
    }
    const extent = totalDim(inputs.map((x) => x.shape[axis] as Dim));
    return [{ dtype: first.dtype, shape: first.shape.map((d, i) => (i === axis ? extent : d)) }];
  },
  vjp: ({ inputs, attributes: { axis }, cotangent }) =>
    split(
      cotangent,
      inputs.map((x) => x.shape[axis] as Dim),
      axis,
    ),
  emit: (context, inputs, { attributes: { axis } }) => [
    context.node('Concat', inputs, { attributes: { axis: { int: axis } } }),
  ],
  evaluate({ inputs, attributes: { axis }, outputs: [out] }) {
    const { outer, inner, extent } = axisBlocks(out.shape, axis);
    const result = new Float64Array(outer * extent * inner);
    let start = 0;
    for (const x of inputs) {
      const block = (x.shape[axis] as number) * inner;
      for (let o = 0; o < outer; o++)
        result.set(x.data.subarray(o * block, (o + 1) * block), o * extent * inner + start);
      start += block;
    }
    return [result];
  },
};

/**
 * Tensors one after another along `axis`; they agree on every other axis.
 *
 * @param axis - default: 0
 * @returns the shape of each, with the sum of their extents along `axis`
 * @throws {ShapeError} when dtypes or other extents differ
 * @throws {ArgumentError} when there is no tensor
 * @example
 * ```ts
 * import { compile, concat, hostTensor, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(
 *   ({ past, next }: { past: Tensor; next: Tensor }) => ({ y: concat([past, next], -1) }),
 *   { backend: referenceBackend() },
 * );
 * const { y } = await run({
 *   past: hostTensor('f32', [1, 2, 3, 4], [2, 2]),
 *   next: hostTensor('f32', [8, 9], [2, 1]),
 * });
 * const { shape, data } = await y.read();
 * shape; // => [2, 3]
 * data; // => Float32Array [1, 2, 8, 3, 4, 9]
 * ```
 */
export function concat(tensors: readonly Tensor[], axis = 0): Tensor {
  const [first] = tensors;
  if (first === undefined)
    throw new ArgumentError('concat: there is nothing to join', { expected: 'at least one tensor' });
  const normalized = normalizeAxis(axis, first.rank, 'concat');
  return tensors.length === 1 ? first : apply(concatOp, tensors, { axis: normalized });
}
