import { ShapeError } from '../errors/index.ts';
import { apply, type EmitContext, formatType, noGradient, type OpDef, type Tensor } from '../ir/index.ts';
import { broadcastShapes, type DType } from '../tensor/index.ts';
import { broadcastIndex } from './define/broadcast-index.ts';
import { hashNumber, hashStages, type HashStage, lastShift } from './define/hash.ts';

/** ONNX's number for a dtype that fm itself does not have. */
const uint32 = 12;
const integer: DType = 'i32';

/** Pseudorandom 32-bit integers from counters and two key words. */
export const hashBitsOp: OpDef = {
  name: 'hashBits',
  infer(inputs) {
    const [counter, a, b] = inputs;
    if (inputs.some((x) => x.dtype !== integer)) {
      throw new ShapeError('hashBits: counters and key words are 32-bit integers', {
        expected: 'i32 operands',
        received: inputs.map(formatType).join(', '),
      });
    }
    return [
      {
        dtype: integer,
        shape: broadcastShapes(counter.shape, broadcastShapes(a.shape, b.shape, 'hashBits'), 'hashBits'),
      },
    ];
  },
  vjp: noGradient,
  emit(context, [counter, a, b]) {
    // Right shifts exist for unsigned integers only; their sums and products wrap just the same.
    const [first, second, third] = hashStages;
    const sum = context.node('Add', [toUnsigned(context, counter), toUnsigned(context, a)]);
    const keyed = context.node('Add', [emitStage(context, sum, first), toUnsigned(context, b)]);
    const mixed = emitStage(context, emitStage(context, keyed, second), third);
    return [context.cast(emitFold(context, mixed, lastShift), integer)];
  },
  evaluate({ inputs: [counter, a, b], outputs: [out] }) {
    const [i, j, k] = [counter, a, b].map((x) => broadcastIndex(x.shape, out.shape)) as [
      Int32Array,
      Int32Array,
      Int32Array,
    ];
    return [
      Float64Array.from(i, (at, n) =>
        hashNumber(
          counter.data[at] as number,
          a.data[j[n] as number] as number,
          b.data[k[n] as number] as number,
        ),
      ),
    ];
  },
};

/**
 * A pseudorandom `i32` for every counter, the same bits on every backend: triple32 of `counter + a`, into which `b` is
 * added behind the first of the three multiplications. Under one key it is a bijection of the 32-bit integers, so
 * distinct counters give distinct results.
 *
 * @param counter - i32, any shape
 * @param a - first key word, i32, broadcasts against `counter`
 * @param b - second key word, i32, broadcasts against `counter`
 * @throws {ShapeError} when an operand is not `i32` or the shapes do not broadcast
 * @see https://github.com/skeeto/hash-prospector, triple32 (bias 0.0208)
 * @example
 * ```ts
 * import { hashBits, iota, scalar } from '@fm/core';
 *
 * String(hashBits(iota(4, 'i32'), scalar(1, 'i32'), scalar(2, 'i32'))); // => 'i32[4]'
 * ```
 */
export function hashBits(counter: Tensor, a: Tensor, b: Tensor): Tensor {
  return apply(hashBitsOp, [counter, a, b], {});
}

function emitStage(context: EmitContext, h: string, { shift, multiplier }: HashStage): string {
  return context.node('Mul', [
    emitFold(context, h, shift),
    toUnsigned(context, context.scalar(integer, multiplier)),
  ]);
}

/** `h ⊕ (h ≫ shift)` */
function emitFold(context: EmitContext, h: string, shift: number): string {
  const amount = toUnsigned(context, context.scalar(integer, shift));
  const shifted = context.node('BitShift', [h, amount], { attributes: { direction: { string: 'RIGHT' } } });
  return context.node('BitwiseXor', [h, shifted]);
}

function toUnsigned(context: EmitContext, x: string): string {
  return context.node('Cast', [x], { attributes: { to: { int: uint32 } } });
}
