import type { Tensor } from '../ir/index.ts';
import { constant } from '../ops/constant.ts';
import { hostKey } from './host-random.ts';

/**
 * The random key of a seed as part of a program. A key that changes from run to run is an input of the program
 * instead, fed with {@link hostKey}.
 *
 * Keys replace hidden generator state: the same key always gives the same numbers, and independent numbers come from
 * keys made with `splitKey` or `foldIn`. Use a key once.
 *
 * @param seed - any integer up to ±2^53
 * @returns i32[2]
 * @example
 * ```ts
 * import { normal, randomKey } from '@fm/core';
 *
 * String(normal(randomKey(0), [2, 3])); // => 'f32[2, 3]'
 * ```
 */
export function randomKey(seed: number): Tensor {
  return constant(hostKey(seed));
}
