import type { ChatGeneration, ChatModel, ChatRequest, ChatResult } from '@fm/core';
import { fingerprintOf } from '../../rendered/fingerprint.ts';
import { untilAborted } from '../../running/running.ts';
import { chatGeneration, endOf, forward, piecesOf } from '../chat-generation.ts';
import { isChatResult } from './is-chat-result.ts';
import { memoryCache } from './memory-cache.ts';

/** Where answers are kept. Values are plain JSON. */
export interface ChatCacheStore {
  /** What was kept under a key; `undefined` where there is nothing. What comes back is checked, so it may be anything. */
  get(key: string): unknown;
  /** Keeps an answer. */
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
 * kept. The usage is that of the first time. Equal requests at the same time share one answer, which goes on until nobody
 * wants it any more.
 *
 * A request without a seed is answered the same every time, whatever its temperature: give each sample its own seed.
 *
 * @example
 * ```ts
 * import { scriptedModel, withCache } from '@fm/prompt';
 *
 * const model = withCache(scriptedModel(['7', '8']));
 * const messages = [{ role: 'user', content: 'A number?' }] as const;
 * (await model.generate({ messages }).result).text; // => '7'
 * (await model.generate({ messages }).result).text; // => '7'
 * (await model.generate({ messages, seed: 1 }).result).text; // => '8'
 * ```
 */
export function withCache(
  model: ChatModel,
  { store = memoryCache(), namespace = '' }: CacheOptions = {},
): ChatModel {
  const underWay = new Map<string, SharedAnswer>();
  const begin = (request: ChatRequest, key: string): SharedAnswer => {
    const abort = new AbortController();
    const generation = chatGeneration(async function* (signal) {
      const kept = await store.get(key);
      if (isChatResult(kept)) {
        yield* piecesOf(kept);
        return endOf(kept);
      }
      const fresh = model.generate({ ...request, signal });
      const end = yield* forward(fresh);
      if (end.finishReason !== 'cancelled' && end.finishReason !== 'other')
        await store.set(key, await fresh.result);
      return end;
    }, abort.signal);
    return { generation, abort, consumers: 0 };
  };
  return {
    name: model.name,
    generate: (request: ChatRequest) =>
      chatGeneration(async function* (signal) {
        const key = requestFingerprint(request, `${namespace}\n${model.name}`);
        const shared = underWay.get(key) ?? begin(request, key);
        underWay.set(key, shared);
        shared.consumers++;
        try {
          // No loop: leaving one would stop the answer for the others too.
          const pieces = shared.generation[Symbol.asyncIterator]();
          for (;;) {
            const { done, value } = await untilAborted(pieces.next(), [signal]);
            if (done) return endOf(await shared.generation.result);
            yield value;
          }
        } finally {
          if (--shared.consumers === 0) {
            underWay.delete(key);
            shared.abort.abort();
            // Lets what is under way put its things away.
            await shared.generation.result.catch(() => {});
          }
        }
      }, request.signal),
  };
}

/** An answer that several requests wait for. */
interface SharedAnswer {
  readonly generation: ChatGeneration;
  readonly abort: AbortController;
  consumers: number;
}

/**
 * SHA-256 of everything in a request that decides about its answer, in hexadecimal.
 *
 * @param salt - for example the name of the model; default: ''
 * @example
 * ```ts
 * import { requestFingerprint } from '@fm/prompt';
 *
 * const request = { messages: [{ role: 'user', content: 'Hi' }] } as const;
 * const key = requestFingerprint(request);
 * requestFingerprint({ ...request, signal: AbortSignal.timeout(1) }) === key; // => true
 * requestFingerprint({ ...request, seed: 1 }) === key; // => false
 * ```
 */
export function requestFingerprint(request: ChatRequest, salt = ''): string {
  return fingerprintOf({ salt, request: { ...request, signal: undefined } });
}
