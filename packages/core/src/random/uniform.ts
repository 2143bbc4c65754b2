import type { Tensor } from '../ir/index.ts';
import { add } from '../ops/add.ts';
import { bitwiseAnd } from '../ops/bitwise-and.ts';
import { cast } from '../ops/cast.ts';
import { multiply } from '../ops/multiply.ts';
import type { Shape } from '../tensor/index.ts';
import { unitBits } from './constants.ts';
import { randomBits } from './random-bits.ts';

/** Options of {@link uniform}. */
export interface UniformOptions {
  /** @default 0 */
  readonly low?: number;
  /** @default 1 */
  readonly high?: number;
}

/**
 * Uniform numbers in `[low, high)`, multiples of `(high - low) · 2^-24` above `low`; for the default bounds the same
 * bits on every backend.
 *
 * @param key - i32[2]
 * @returns f32, `shape`
 * @throws {ShapeError} when `key` is not i32[2]
 * @example
 * ```ts
 * import { compile, randomKey, referenceBackend, uniform } from '@fm/core';
 *
 * const run = compile(() => ({ y: uniform(randomKey(0), [3], { low: -1 }) }), { backend: referenceBackend() });
 * const { y } = await run({});
 * (await y.read()).data; // => Float32Array [-0.403, -0.1885, 0.1823]
 * ```
 */
export function uniform(key: Tensor, shape: Shape, { low = 0, high = 1 }: UniformOptions = {}): Tensor {
  const mantissa = bitwiseAnd(randomBits(key, shape), 2 ** unitBits - 1);
  const scaled = multiply(cast(mantissa, 'f32'), (high - low) / 2 ** unitBits);
  return low === 0 ? scaled : add(scaled, low);
}
