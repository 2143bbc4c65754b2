import { ShapeError } from '../errors/index.ts';
import { apply, formatType, type OpDef, type Tensor } from '../ir/index.ts';
import { broadcastShapes, type DType } from '../tensor/index.ts';
import { broadcastIndex } from './define/broadcast-index.ts';
import { requireDomain } from './define/domain.ts';
import { type Operand, toTensors } from './define/operand.ts';
import { sumTo } from './sum-to.ts';

/** `a` where the condition holds, `b` elsewhere. */
export const whereOp: OpDef = {
  name: 'where',
  infer([condition, a, b]) {
    requireDomain('where', condition, 'bool');
    if (a.dtype !== b.dtype) {
      throw new ShapeError('where: the two choices differ in dtype', {
        expected: 'two tensors of one dtype',
        received: `${formatType(a)} and ${formatType(b)}`,
        hint: 'Cast one of them with cast(x, dtype).',
      });
    }
    const shape = broadcastShapes(condition.shape, broadcastShapes(a.shape, b.shape, 'where'), 'where');
    return [{ dtype: a.dtype, shape }];
  },
  vjp: ({ inputs: [condition, a, b], cotangent, needs }) => [
    undefined,
    needs(1) ? sumTo(where(condition, cotangent, 0), a.shape) : undefined,
    needs(2) ? sumTo(where(condition, 0, cotangent), b.shape) : undefined,
  ],
  emit(context, [condition, a, b], { inputs: [, { dtype }] }) {
    const kernel = storageDType(dtype);
    if (kernel === dtype) return [context.node('Where', [condition, a, b])];
    const chosen = context.node('Where', [condition, context.cast(a, kernel), context.cast(b, kernel)]);
    return [context.cast(chosen, dtype)];
  },
  evaluate({ inputs: [condition, a, b], outputs: [out] }) {
    const left = broadcastIndex(a.shape, out.shape);
    const right = broadcastIndex(b.shape, out.shape);
    return [
      Float64Array.from(broadcastIndex(condition.shape, out.shape), (c, i) =>
        condition.data[c] === 0
          ? (b.data[right[i] as number] as number)
          : (a.data[left[i] as number] as number),
      ),
    ];
  },
};

/**
 * `a` where `condition` holds and `b` elsewhere, elementwise with broadcasting of all three. No gradient flows into
 * the choice that was not taken, even where it is NaN.
 *
 * @param condition - `bool`
 * @returns the shape all three broadcast to, in the dtype of `a` and `b`
 * @throws {ShapeError} when `condition` is not `bool`, the dtypes of `a` and `b` differ or the shapes do not broadcast
 * @example
 * ```ts
 * import { compile, hostTensor, referenceBackend, type Tensor, where } from '@fm/core';
 *
 * const run = compile(
 *   ({ mask, logits }: { mask: Tensor; logits: Tensor }) => ({ y: where(mask, logits, -Infinity) }),
 *   { backend: referenceBackend() },
 * );
 * const { y } = await run({ mask: hostTensor('bool', [1, 0, 1]), logits: hostTensor('f32', [0.5, 2, -1]) });
 * (await y.read()).data; // => Float32Array [0.5, -Infinity, -1]
 * ```
 */
export function where(condition: Tensor, a: Operand, b: Operand): Tensor {
  return apply(whereOp, [condition, ...toTensors(a, b)], {});
}

/** ONNX Runtime selects `u8` but neither `bool` nor bfloat16. */
function storageDType(dtype: DType): DType {
  if (dtype === 'bf16') return 'f32';
  return dtype === 'bool' ? 'u8' : dtype;
}
