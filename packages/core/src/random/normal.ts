import type { Tensor } from '../ir/index.ts';
import { add } from '../ops/add.ts';
import { cos } from '../ops/cos.ts';
import { log } from '../ops/log.ts';
import { multiply } from '../ops/multiply.ts';
import { sqrt } from '../ops/sqrt.ts';
import type { Shape } from '../tensor/index.ts';
import { unitBits } from './constants.ts';
import { splitKey } from './split-key.ts';
import { uniform } from './uniform.ts';

/**
 * Normal numbers of mean 0 and variance 1, `√(-2 log u₁) cos(2π u₂)`; none lies beyond ±5.77. Backends differ in the
 * last bits of `log` and `cos`.
 *
 * @param key - i32[2]
 * @returns f32, `shape`
 * @throws {ShapeError} when `key` is not i32[2]
 * @see Box and Muller 1958, "A note on the generation of random normal deviates"
 * @example
 * ```ts
 * import { compile, normal, randomKey, referenceBackend } from '@fm/core';
 *
 * const run = compile(() => ({ y: normal(randomKey(0), [3]) }), { backend: referenceBackend() });
 * const { y } = await run({});
 * (await y.read()).data; // => Float32Array [0.09023, -1.652, -1.561]
 * ```
 */
export function normal(key: Tensor, shape: Shape): Tensor {
  const [first, second] = splitKey(key, 2) as readonly [Tensor, Tensor];
  const positive = add(uniform(first, shape), 2 ** -unitBits);
  const radius = sqrt(multiply(log(positive), -2));
  return multiply(radius, cos(uniform(second, shape, { high: 2 * Math.PI })));
}
