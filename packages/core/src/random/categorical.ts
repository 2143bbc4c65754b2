import type { Tensor } from '../ir/index.ts';
import { add } from '../ops/add.ts';
import { argMax } from '../ops/arg-max.ts';
import { bitwiseAnd } from '../ops/bitwise-and.ts';
import { cast } from '../ops/cast.ts';
import { log } from '../ops/log.ts';
import { multiply } from '../ops/multiply.ts';
import { negate } from '../ops/negate.ts';
import type { Shape } from '../tensor/index.ts';
import { unitBits } from './constants.ts';
import { randomBits } from './random-bits.ts';

/**
 * One draw from each distribution along an axis, by adding Gumbel noise to the logits.
 *
 * @param key - i32[2]
 * @param logits - f32, unnormalised log-probabilities; -∞ is never drawn
 * @param axis - default: -1
 * @returns i64, the shape of `logits` without `axis`
 * @throws {ShapeError} when `key` is not i32[2] or the axis is out of range
 * @see Maddison, Tarlow and Minka 2014, "A* sampling", section 2
 * @example
 * ```ts
 * import { categorical, compile, hostTensor, randomKey, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(
 *   ({ logits }: { logits: Tensor }) => ({ y: categorical(randomKey(0), logits) }),
 *   { backend: referenceBackend() },
 * );
 * const { y } = await run({ logits: hostTensor('f32', [0, 0, 0, -Infinity, -Infinity, 0], [2, 3]) });
 * (await y.read()).data; // => BigInt64Array [1n, 2n]
 * ```
 */
export function categorical(key: Tensor, logits: Tensor, axis = -1): Tensor {
  return argMax(add(cast(logits, 'f32'), gumbel(key, logits.shape)), axis);
}

/** `-log(-log(u))` for `u` strictly between 0 and 1: one bit fewer than usual leaves room for the added half. */
function gumbel(key: Tensor, shape: Shape): Tensor {
  const cells = 2 ** (unitBits - 1);
  const cell = cast(bitwiseAnd(randomBits(key, shape), cells - 1), 'f32');
  return negate(log(negate(log(multiply(add(cell, 0.5), 1 / cells)))));
}
