import { ArgumentError } from '../../errors/index.ts';
import type { Tensor } from '../../ir/index.ts';
import { cast } from '../../ops/cast.ts';
import { multiply } from '../../ops/multiply.ts';
import { bernoulli } from '../../random/index.ts';

/**
 * Sets elements to zero with probability `rate` and divides the others by `1 − rate`; nothing without a key, as in
 * evaluation.
 *
 * @param x - any shape, floating point
 * @param rate - in [0, 1)
 * @param key - random key, `i32[2]`; one of its own for every call
 * @returns the shape and dtype of `x`
 * @throws {ArgumentError} when `rate` is outside [0, 1)
 * @see Srivastava et al. 2014, "Dropout: A Simple Way to Prevent Neural Networks from Overfitting"
 * @example
 * ```ts
 * import { compile, dropout, hostTensor, onesLike, randomKey, referenceBackend, type Tensor } from '@fm/core';
 *
 * const drop = ({ x }: { x: Tensor }) => ({ y: dropout(onesLike(x), 0.75, randomKey(1)) });
 * const { y } = await compile(drop, { backend: referenceBackend() })({ x: hostTensor('f32', [1, 2, 3, 4, 5]) });
 * (await y.read()).data; // => Float32Array [0, 0, 4, 0, 0]
 * ```
 */
export function dropout(x: Tensor, rate: number, key: Tensor | undefined): Tensor {
  if (!(rate >= 0 && rate < 1)) {
    throw new ArgumentError('dropout: the rate is out of range', {
      expected: 'a number in [0, 1)',
      received: `${rate}`,
    });
  }
  if (key === undefined || rate === 0) return x;
  // A product is cheaper than a choice, forwards and backwards.
  const kept = cast(bernoulli(key, 1 - rate, x.shape), x.dtype);
  return multiply(x, multiply(kept, 1 / (1 - rate)));
}
