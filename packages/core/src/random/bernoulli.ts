import { ArgumentError } from '../errors/index.ts';
import { Tensor } from '../ir/index.ts';
import { full } from '../ops/full.ts';
import { less } from '../ops/less.ts';
import type { Shape } from '../tensor/index.ts';
import { randomBits } from './random-bits.ts';
import { uniform } from './uniform.ts';

/**
 * Coin flips that hold with a probability, the same on every backend.
 *
 * @param key - i32[2]
 * @param probability - a number in [0, 1], or an f32 tensor that broadcasts to `shape`
 * @returns bool, `shape`
 * @throws {ShapeError} when `key` is not i32[2]
 * @throws {ArgumentError} when the probability is a number outside [0, 1]
 * @example
 * ```ts
 * import { bernoulli, compile, randomKey, referenceBackend } from '@fm/core';
 *
 * const run = compile(() => ({ y: bernoulli(randomKey(0), 0.9, [8]) }), { backend: referenceBackend() });
 * const { y } = await run({});
 * (await y.read()).data; // => Uint8Array [1, 1, 1, 1, 1, 1, 0, 1]
 * ```
 */
export function bernoulli(key: Tensor, probability: Tensor | number, shape: Shape): Tensor {
  if (probability instanceof Tensor) return less(uniform(key, shape), probability);
  if (!(probability >= 0 && probability <= 1)) {
    throw new ArgumentError('bernoulli: this is not a probability', {
      expected: 'a number in [0, 1]',
      received: `${probability}`,
    });
  }
  // The integers are uniform in [-2^31, 2^31), so no conversion to floats is needed.
  const threshold = Math.floor(probability * 2 ** 32) - 2 ** 31;
  return threshold === 2 ** 31 ? full(shape, 1, 'bool') : less(randomBits(key, shape), threshold);
}
