import type { Tensor } from '../ir/index.ts';
import { topK } from '../ops/top-k.ts';
import { randomBits } from './random-bits.ts';

/**
 * The integers 0 to `length - 1` in random order. The keys they are sorted by are distinct, so every order is as
 * likely as the next.
 *
 * @param key - i32[2]
 * @returns i64[length]
 * @throws {ShapeError} when `key` is not i32[2]
 * @example
 * ```ts
 * import { permutation, randomKey } from '@fm/core';
 *
 * String(permutation(randomKey(0), 10)); // => 'i64[10]'
 * ```
 */
export function permutation(key: Tensor, length: number): Tensor {
  return topK(randomBits(key, [length]), length).indices;
}
