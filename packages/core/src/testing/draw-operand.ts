import { fromNumbers, type HostTensor, isFloat, sizeOf } from '../tensor/index.ts';
import type { OperandSpec } from './op-case.ts';

/**
 * Numbers for an operand of an {@link OpCase}: the fixed ones, or uniform ones that depend on `seed` only.
 *
 * @example
 * ```ts
 * import { drawOperand } from '@fm/core/testing';
 *
 * drawOperand({ dtype: 'i64', shape: [3], range: [1, 6] }, 0).data; // => BigInt64Array [3n, 6n, 5n]
 * drawOperand({ shape: [2], values: [0, -0.5] }, 0).data; // => Float32Array [0, -0.5]
 * ```
 */
export function drawOperand({ dtype = 'f32', shape, range, values }: OperandSpec, seed: number): HostTensor {
  const [low, high] = range ?? (isFloat(dtype) ? [-1, 1] : dtype === 'bool' ? [0, 1] : [0, 9]);
  const next = uniformStream(seed);
  const draw = isFloat(dtype)
    ? () => low + (high - low) * next()
    : () => low + Math.floor((high - low + 1) * next());
  return { dtype, shape, data: fromNumbers(dtype, values ?? Array.from({ length: sizeOf(shape) }, draw)) };
}

/** Uniform numbers in [0, 1): a small generator for test data only (SplitMix32). */
function uniformStream(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}
