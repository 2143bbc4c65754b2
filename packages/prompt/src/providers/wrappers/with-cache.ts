import type { ChatModel, ChatRequest, ChatResult } from '@fm/core';
import { fingerprintOf } from '../../rendered/fingerprint.ts';
import { chatGeneration, endOf, forward, piecesOf } from '../chat-generation.ts';
import { isChatResult } from './is-chat-result.ts';
import { memoryCache } from './memory-cache.ts';

/** Where answers are kept. Values are plain JSON. */
export interface ChatCacheStore {
  /** What was kept under a key; `undefined` where there is nothing. What comes back is checked, so it may be anything. */
  get(key: string): unknown;
  set(key: string, value: ChatResult): unknown;
}

/** Options of {@link withCache}. */
export interface CacheOptions {
  /** Promises are awaited. @default `memoryCache()` */
  readonly store?: ChatCacheStore;
  /** Part of every key: change it to forget what was kept. @default '' */
  readonly namespace?: string;
}

/**
 * Answers a request that was answered before from a store, under the {@link requestFingerprint}. Only whole answers are
 * kept. The usage is that of the first time.
 *
 * A request without a seed is answered the same every time, whatever its temperature: give each sample its own seed.
 */
export function withCache(
  model: ChatModel,
  { store = memoryCache(), namespace = '' }: CacheOptions = {},
): ChatModel {
  return {
    name: model.name,
    generate: (request: ChatRequest) =>
      chatGeneration(async function* (signal) {
        const key = requestFingerprint(request, `${namespace}\n${model.name}`);
        const kept = await store.get(key);
        if (isChatResult(kept)) {
          yield* piecesOf(kept);
          return endOf(kept);
        }
        const generation = model.generate({ ...request, signal });
        const end = yield* forward(generation);
        if (end.finishReason !== 'cancelled' && end.finishReason !== 'other')
          await store.set(key, await generation.result);
        return end;
      }, request.signal),
  };
}

/**
 * SHA-256 of everything in a request that decides about its answer, in hexadecimal.
 *
 * @param salt - for example the name of the model
 */
export function requestFingerprint(request: ChatRequest, salt = ''): string {
  return fingerprintOf({ salt, request: { ...request, signal: undefined } });
}
