import { ShapeError } from '../errors/index.ts';
import { apply, type EmitContext, formatType, noGradient, type OpDef, type Tensor } from '../ir/index.ts';
import { broadcastShapes, type DType } from '../tensor/index.ts';
import { broadcastIndex } from './define/broadcast-index.ts';
import { hashNumber, multipliers, shifts } from './define/hash.ts';

/** ONNX's number for a dtype that fm itself does not have. */
const uint32 = { to: { int: 12 } } as const;
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
    return [{ dtype: integer, shape: broadcastShapes(counter.shape, broadcastShapes(a.shape, b.shape, 'hashBits'), 'hashBits') }];
  },
  vjp: noGradient,
  emit(context, [counter, a, b]) {
    const first = emitMix(context, context.node('BitwiseXor', [counter, a]));
    return [emitMix(context, context.node('Add', [first, b]))];
  },
  evaluate({ inputs: [counter, a, b], outputs: [out] }) {
    const [i, j, k] = [counter, a, b].map((x) => broadcastIndex(x.shape, out.shape)) as [Int32Array, Int32Array, Int32Array];
    return [
      Float64Array.from(i, (at, n) =>
        hashNumber(counter.data[at] as number, a.data[j[n] as number] as number, b.data[k[n] as number] as number),
      ),
    ];
  },
};

/**
 * A pseudorandom `i32` for every counter: `mix(mix(counter ⊕ a) + b)`, the same bits on every backend. `mix` is a
 * bijection of the 32-bit integers, so distinct counters under one key give distinct results.
 *
 * @param counter - i32, any shape
 * @param a - first key word, i32, broadcasts against `counter`
 * @param b - second key word, i32, broadcasts against `counter`
 * @throws {ShapeError} when an operand is not `i32` or the shapes do not broadcast
 * @see https://github.com/skeeto/hash-prospector, the 32-bit finaliser 16·21f0aaad·15·735a2d97·15 (bias 0.107)
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

function emitMix(context: EmitContext, x: string): string {
  let h = emitFold(context, x, shifts[0]);
  h = context.node('Mul', [h, context.scalar(integer, multipliers[0])]);
  h = context.node('Mul', [emitFold(context, h, shifts[1]), context.scalar(integer, multipliers[1])]);
  return emitFold(context, h, shifts[2]);
}

/** `x ⊕ (x ≫ shift)`; ONNX shifts only unsigned integers, and multiplies only signed ones. */
function emitFold(context: EmitContext, x: string, shift: number): string {
  const unsigned = context.node('Cast', [x], { attributes: uint32 });
  const amount = context.node('Cast', [context.scalar(integer, shift)], { attributes: uint32 });
  const shifted = context.node('BitShift', [unsigned, amount], { attributes: { direction: { string: 'RIGHT' } } });
  return context.cast(context.node('BitwiseXor', [unsigned, shifted]), integer);
}
