import { ArgumentError } from '../errors/index.ts';
import { hashNumber } from '../ops/define/hash.ts';
import { type HostTensor, hostTensor } from '../tensor/index.ts';
import { childTags, unitBits } from './constants.ts';

/** A random key in host memory: two 32-bit words, `i32[2]`. */
export type HostKey = HostTensor<'i32'>;

/**
 * The random key of a seed.
 *
 * @param seed - any integer up to ±2^53
 * @throws {ArgumentError} when `seed` is no such integer
 * @example
 * ```ts
 * import { hostKey, uniformHost } from '@fm/core';
 *
 * uniformHost(hostKey(0), 2).length; // => 2
 * ```
 */
export function hostKey(seed: number): HostKey {
  if (!Number.isSafeInteger(seed)) {
    throw new ArgumentError('hostKey: this is no seed', {
      expected: 'an integer up to ±2^53',
      received: `${seed}`,
    });
  }
  return foldInHost(hostTensor('i32', [seed | 0, Math.floor(seed / 2 ** 32) | 0]), 0);
}

/** The same key as `foldIn(key, data)`, without a program. */
export function foldInHost(key: HostKey, data: number): HostKey {
  const [a, b] = words(key);
  return hostTensor('i32', [
    hashNumber(data | 0, (b + childTags[0]) | 0, a),
    hashNumber(data | 0, (a + childTags[1]) | 0, b),
  ]);
}

/** The same keys as `splitKey(key, count)`, without a program. */
export function splitKeyHost(key: HostKey, count: number): readonly HostKey[] {
  return Array.from({ length: count }, (_, i) => foldInHost(key, i));
}

/** The same integers as `randomBits(key, [length])`, without a program. */
export function randomBitsHost(key: HostKey, length: number): Int32Array {
  const [a, b] = words(key);
  const bits = new Int32Array(length);
  for (let i = 0; i < length; i++) bits[i] = hashNumber(i, a, b);
  return bits;
}

/** The same numbers, bit for bit, as `uniform(key, [length])`: in [0, 1), multiples of 2^-24. */
export function uniformHost(key: HostKey, length: number): Float32Array {
  const bits = randomBitsHost(key, length);
  const numbers = new Float32Array(length);
  for (let i = 0; i < length; i++) numbers[i] = (bits[i]! & (2 ** unitBits - 1)) / 2 ** unitBits;
  return numbers;
}

/** The same numbers as `normal(key, [length])` up to the runtime's rounding of `log` and `cos`: mean 0, variance 1. */
export function normalHost(key: HostKey, length: number): Float32Array {
  const numbers = uniformHost(foldInHost(key, 0), length);
  const angles = uniformHost(foldInHost(key, 1), length);
  for (let i = 0; i < length; i++) {
    numbers[i] = Math.sqrt(-2 * Math.log(numbers[i]! + 2 ** -unitBits)) * Math.cos(2 * Math.PI * angles[i]!);
  }
  return numbers;
}

function words(key: HostKey): readonly [number, number] {
  return [key.data[0] as number, key.data[1] as number];
}

/**
 * A random order of the integers below `length` (Fisher–Yates); others than `permutation(key, length)` gives.
 *
 * @example
 * ```ts
 * import { hostKey, permutationHost } from '@fm/core';
 *
 * permutationHost(hostKey(0), 4).toSorted(); // => Uint32Array [0, 1, 2, 3]
 * ```
 */
export function permutationHost(key: HostKey, length: number): Uint32Array<ArrayBuffer> {
  const order = Uint32Array.from({ length }, (_, i) => i);
  const bits = randomBitsHost(key, length);
  for (let i = length - 1; i > 0; i--) {
    const j = Math.floor((((bits[i] as number) >>> 0) / 0x1_0000_0000) * (i + 1));
    const swapped = order[i] as number;
    order[i] = order[j] as number;
    order[j] = swapped;
  }
  return order;
}
