import type { Tensor } from '../ir/index.ts';
import { add } from './add.ts';
import { expandDims } from './expand-dims.ts';
import { greaterOrEqual } from './greater-or-equal.ts';
import { dimensionSize } from './dimension-size.ts';
import { iota } from './iota.ts';
import type { Dim } from '../tensor/index.ts';

/** Options of {@link causalMask}. */
export interface CausalMaskOptions {
  /** How many keys come before the first query. @default 0 */
  readonly past?: Dim;
}

/**
 * Which keys each query may look at: `mask[i, j] = j ≤ past + i`.
 *
 * @returns bool, [queries, keys]
 * @example
 * ```ts
 * import { causalMask, compile, referenceBackend } from '@fm/core';
 *
 * const run = compile(() => ({ y: causalMask(3, 4, { past: 1 }) }), { backend: referenceBackend() });
 * const { y } = await run({});
 * (await y.read()).data; // => Uint8Array [1, 1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 1]
 * ```
 */
export function causalMask(queries: Dim, keys: Dim, { past = 0 }: CausalMaskOptions = {}): Tensor {
  const own = past === 0 ? iota(queries) : add(iota(queries), dimensionSize(past));
  return greaterOrEqual(expandDims(own, 1), iota(keys));
}
