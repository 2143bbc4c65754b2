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
 * import { compile, permutation, randomKey, referenceBackend } from '@fm/core';
 *
 * const run = compile(() => ({ y: permutation(randomKey(0), 5) }), { backend: referenceBackend() });
 * const { y } = await run({});
 * (await y.read()).data; // => BigInt64Array [3n, 4n, 1n, 0n, 2n]
 * ```
 */
export function permutation(key: Tensor, length: number): Tensor {
  return topK(randomBits(key, [length]), length).indices;
}
