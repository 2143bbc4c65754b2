import { type HostTensor, hostTensor } from '../tensor/index.ts';
import { foldInHost, hostKey } from '../random/index.ts';
import type { Module } from './module.ts';

/**
 * First values of every parameter of a model. Each parameter has a random key of its own, made from `seed` and its name,
 * so that adding a layer leaves the others as they were.
 *
 * @param seed - any integer; the same seed gives the same numbers everywhere
 * @returns one host tensor per parameter, by name
 * @example
 * ```ts
 * import { initialize, Linear } from '@fm/core';
 *
 * Object.keys(initialize(new Linear(4, 2), 0)); // => ['weight', 'bias']
 * ```
 */
export function initialize(model: Module, seed: number): Record<string, HostTensor> {
  const key = hostKey(seed);
  const entries = [...model.parameters()].map(([name, { shape, dtype, initializer }]) => {
    return [name, hostTensor(dtype, initializer(shape, foldInHost(key, hash(name))), shape)] as const;
  });
  return Object.fromEntries(entries);
}

/** FNV-1a over the UTF-16 code units of a name, as a signed 32-bit integer. */
function hash(name: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193);
  return h | 0;
}
