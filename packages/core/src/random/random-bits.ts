import { ShapeError } from '../errors/index.ts';
import { formatType, type Tensor } from '../ir/index.ts';
import { hashBits } from '../ops/hash-bits.ts';
import { iota } from '../ops/iota.ts';
import { reshape } from '../ops/reshape.ts';
import { slice } from '../ops/slice.ts';
import { equalShapes, type Shape, sizeOf } from '../tensor/index.ts';

/**
 * Uniform 32-bit integers, the same bits on every backend: element `i` is a hash of `i` and the key.
 *
 * @param key - i32[2]
 * @returns i32, `shape`
 * @throws {ShapeError} when `key` is not i32[2]
 * @example
 * ```ts
 * import { compile, randomBits, randomKey, referenceBackend } from '@fm/core';
 *
 * const run = compile(() => ({ y: randomBits(randomKey(0), [2]) }), { backend: referenceBackend() });
 * const { y } = await run({});
 * (await y.read()).data; // => Int32Array [-1404277733, -211296184]
 * ```
 */
export function randomBits(key: Tensor, shape: Shape): Tensor {
  if (key.dtype !== 'i32' || !equalShapes(key.shape, [2])) {
    throw new ShapeError('random: this is not a key', {
      expected: 'i32[2]',
      received: formatType(key),
      hint: 'Make one with randomKey(seed), splitKey(key, count) or foldIn(key, data).',
    });
  }
  const first = slice(key, { start: 0, size: 1 });
  const second = slice(key, { start: 1, size: 1 });
  return reshape(hashBits(iota(sizeOf(shape), 'i32'), first, second), shape);
}
