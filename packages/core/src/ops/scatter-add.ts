import { ShapeError } from '../errors/index.ts';
import { apply, formatType, type OpDef, type Tensor } from '../ir/index.ts';
import { equalShapes, formatShape, sizeOf } from '../tensor/index.ts';
import { checkIndex } from './define/check-index.ts';
import { requireDomain } from './define/domain.ts';
import { emitScatterElements } from './define/scatter-elements.ts';
import { gather } from './gather.ts';

/** Extents of 0 are meant, not copied from the operand. */
const allowZero = { attributes: { allowzero: { int: 1 } } } as const;

/** A tensor to whose rows updates are added. */
export const scatterAddOp: OpDef = {
  name: 'scatterAdd',
  infer([base, indices, updates]) {
    requireDomain('scatterAdd', base, 'number');
    requireDomain('scatterAdd', indices, 'integer');
    const expected = [...indices.shape, ...base.shape.slice(1)];
    if (base.shape.length === 0 || base.dtype !== updates.dtype || !equalShapes(updates.shape, expected)) {
      throw new ShapeError('scatterAdd: the updates do not fit', {
        expected: `updates ${base.dtype}${formatShape(expected)} for base [rows, rest…] and indices [picked…]`,
        received: `updates ${formatType(updates)}, base ${formatType(base)}, indices ${formatType(indices)}`,
      });
    }
    return [{ dtype: base.dtype, shape: base.shape }];
  },
  vjp: ({ inputs: [, indices], cotangent, needs }) => [
    cotangent,
    undefined,
    needs(2) ? gather(cotangent, indices) : undefined,
  ],
  emit(context, [base, indices, updates], { inputs }) {
    // ScatterND would take the indices as they are, but ONNX Runtime runs its additions on several threads without a
    // lock: repeated rows then lose updates. ScatterElements works through them one by one.
    const [{ shape: table, dtype }, { shape: picked, dtype: integer }] = inputs;
    const rest = table.slice(1);
    const rows = context.shape([sizeOf(picked), ...rest.map(() => 1)]);
    const flat = context.shape([sizeOf(picked), ...rest]);
    const index = integer === 'u8' ? context.cast(indices, 'i32') : indices;
    const column = context.node('Reshape', [index, rows], allowZero);
    const each = rest.length === 0 ? column : context.node('Expand', [column, flat]);
    const values = picked.length === 1 ? updates : context.node('Reshape', [updates, flat], allowZero);
    return [
      emitScatterElements(
        context,
        { base, indices: each, updates: values },
        { axis: 0, reduction: 'add', dtype },
      ),
    ];
  },
  evaluate({ inputs: [base, indices, updates] }) {
    const [rows = 0, ...rest] = base.shape;
    const width = sizeOf(rest);
    const result = base.data.slice();
    indices.data.forEach((index, i) => {
      const row = checkIndex('scatterAdd', index, rows) * width;
      for (let j = 0; j < width; j++)
        result[row + j] = (result[row + j] as number) + (updates.data[i * width + j] as number);
    });
    return [result];
  },
};

/**
 * `base` with updates added to its rows: `y = base; y[indices[i…]] += updates[i…]`. Rows that are named several times
 * receive every update, always in the same order.
 *
 * @param base - [rows, rest…]
 * @param indices - integers in [-rows, rows), any shape [picked…]
 * @param updates - [picked…, rest…]
 * @returns [rows, rest…]
 * @throws {ShapeError} when shapes or dtypes do not fit
 * @example
 * ```ts
 * import { compile, full, hostTensor, referenceBackend, scatterAdd, type Tensor } from '@fm/core';
 *
 * // The gradient of an embedding: rows of tokens that occur twice are summed.
 * const run = compile(
 *   ({ tokenIds, updates }: { tokenIds: Tensor; updates: Tensor }) => ({ y: scatterAdd(full([3, 2], 0), tokenIds, updates) }),
 *   { backend: referenceBackend() },
 * );
 * const { y } = await run({
 *   tokenIds: hostTensor('i64', [2, 0, 2]),
 *   updates: hostTensor('f32', [1, 1, 5, 5, 10, 10], [3, 2]),
 * });
 * const { shape, data } = await y.read();
 * shape; // => [3, 2]
 * data; // => Float32Array [5, 5, 0, 0, 11, 11]
 * ```
 */
export function scatterAdd(base: Tensor, indices: Tensor, updates: Tensor): Tensor {
  return apply(scatterAddOp, [base, indices, updates], {});
}
