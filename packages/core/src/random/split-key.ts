import type { Tensor } from '../ir/index.ts';
import { foldIn } from './fold-in.ts';

/**
 * Independent children of a key: `foldIn(key, 0)`, `foldIn(key, 1)`, …
 *
 * @param key - i32[2]
 * @returns `count` keys, each i32[2]
 * @example
 * ```ts
 * import { input, splitKey } from '@fm/core';
 *
 * splitKey(input('i32', [2]), 2).map(String); // => ['i32[2]', 'i32[2]']
 * ```
 */
export function splitKey(key: Tensor, count: number): readonly Tensor[] {
  return Array.from({ length: count }, (_, i) => foldIn(key, i));
}
