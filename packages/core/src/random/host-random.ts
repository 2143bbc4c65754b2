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

/**
 * The same key as `foldIn(key, data)`, without a program: one for every step, layer or sample.
 *
 * @param data - a 32-bit integer; higher bits are dropped
 * @example
 * ```ts
 * import { foldInHost, hostKey, uniformHost } from '@fm/core';
 *
 * const run = hostKey(7);
 * const draws = [0, 1, 0].map((step) => uniformHost(foldInHost(run, step), 1)[0]);
 * [draws[0] === draws[1], draws[0] === draws[2]]; // => [false, true]
 * ```
 */
export function foldInHost(key: HostKey, data: number): HostKey {
  const [a, b] = words(key);
  return hostTensor('i32', [
    hashNumber(data | 0, (b + childTags[0]) | 0, a),
    hashNumber(data | 0, (a + childTags[1]) | 0, b),
  ]);
}

/**
 * The same keys as `splitKey(key, count)`, without a program: `count` keys that draw independent numbers.
 *
 * @example
 * ```ts
 * import { hostKey, splitKeyHost, uniformHost } from '@fm/core';
 *
 * splitKeyHost(hostKey(0), 2).map((key) => uniformHost(key, 1)[0]); // => [0.5013, 0.7622]
 * ```
 */
export function splitKeyHost(key: HostKey, count: number): readonly HostKey[] {
  return Array.from({ length: count }, (_, i) => foldInHost(key, i));
}

/**
 * The same integers as `randomBits(key, [length])`, without a program: all 32 bits are random, so half of them are negative.
 *
 * @example
 * ```ts
 * import { hostKey, randomBitsHost } from '@fm/core';
 *
 * randomBitsHost(hostKey(0), 2); // => Int32Array [-1404277733, -211296184]
 * ```
 */
export function randomBitsHost(key: HostKey, length: number): Int32Array {
  const [a, b] = words(key);
  const bits = new Int32Array(length);
  for (let i = 0; i < length; i++) bits[i] = hashNumber(i, a, b);
  return bits;
}

/**
 * The same numbers, bit for bit, as `uniform(key, [length])`: in [0, 1), multiples of 2^-24.
 *
 * @example
 * ```ts
 * import { hostKey, uniformHost } from '@fm/core';
 *
 * uniformHost(hostKey(0), 3); // => Float32Array [0.2985, 0.4058, 0.5911]
 * ```
 */
export function uniformHost(key: HostKey, length: number): Float32Array {
  const bits = randomBitsHost(key, length);
  const numbers = new Float32Array(length);
  for (let i = 0; i < length; i++) numbers[i] = (bits[i]! & (2 ** unitBits - 1)) / 2 ** unitBits;
  return numbers;
}

/**
 * The same numbers as `normal(key, [length])` up to the runtime's rounding of `log` and `cos`: mean 0, variance 1.
 *
 * @example
 * ```ts
 * import { hostKey, normalHost } from '@fm/core';
 *
 * normalHost(hostKey(0), 3); // => Float32Array [0.09023, -1.652, -1.561]
 * ```
 */
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
