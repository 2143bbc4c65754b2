import { ArgumentError } from '@fm/core';
import type { ChatCacheStore } from './with-cache.ts';

/**
 * Keeps the answers that were asked for last, in memory.
 *
 * @param capacity - most answers kept, an integer from 1 on; default: 1000
 * @throws {ArgumentError} when `capacity` is no positive integer
 * @example
 * ```ts
 * import { memoryCache, scriptedModel } from '@fm/prompt';
 *
 * const answer = await scriptedModel(['Hello!']).generate({ messages: [] }).result;
 * const cache = memoryCache(1);
 * cache.set('first', answer);
 * cache.set('second', answer);
 * cache.get('first'); // => undefined
 * ```
 */
export function memoryCache(capacity = 1000): ChatCacheStore {
  if (!Number.isInteger(capacity) || capacity < 1) {
    throw new ArgumentError('memoryCache: this is no capacity', {
      expected: 'an integer ≥ 1',
      received: `${capacity}`,
    });
  }
  // A Map goes through its keys in the order in which they were set: the first is the least recently used.
  const entries = new Map<string, unknown>();
  const put = (key: string, value: unknown): void => {
    entries.delete(key);
    entries.set(key, value);
  };
  return {
    get(key) {
      const value = entries.get(key);
      if (value === undefined) return undefined;
      put(key, value);
      // What a caller does to an answer must not change the next one.
      return structuredClone(value);
    },
    set(key, value) {
      put(key, structuredClone(value));
      const [oldest] = entries.keys();
      if (entries.size > capacity && oldest !== undefined) entries.delete(oldest);
    },
  };
}
