import { ArgumentError, type ChatModel, type ChatRequest } from '@fm/core';
import { chatGeneration, forward } from '../chat-generation.ts';

/**
 * Lets at most `limit` answers run at once; further ones wait for their turn, in order. An answer holds its place until
 * it ends or its consumer breaks out of the loop.
 *
 * @throws {ArgumentError} when `limit` is no positive integer
 * @example
 * ```ts
 * import { scriptedModel, withConcurrency } from '@fm/prompt';
 *
 * const model = withConcurrency(scriptedModel(['one', 'two', 'three']), 1);
 * const ask = async () => (await model.generate({ messages: [] }).result).text;
 * await Promise.all([ask(), ask(), ask()]); // => ['one', 'two', 'three']
 * ```
 */
export function withConcurrency(model: ChatModel, limit: number): ChatModel {
  if (!Number.isInteger(limit) || limit < 1) {
    throw new ArgumentError('withConcurrency: this is no limit', {
      expected: 'an integer ≥ 1',
      received: `${limit}`,
    });
  }
  const waiting: (() => void)[] = [];
  let free = limit;
  const acquire = (signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    if (free > 0) {
      free--;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const take = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        waiting.splice(waiting.indexOf(take), 1);
        reject(signal.reason as Error);
      };
      waiting.push(take);
      signal.addEventListener('abort', leave, { once: true });
    });
  };
  const release = (): void => {
    const next = waiting.shift();
    if (next === undefined) free++;
    else next();
  };
  return {
    name: model.name,
    generate: (request: ChatRequest) =>
      chatGeneration(async function* (signal) {
        await acquire(signal);
        try {
          return yield* forward(model.generate({ ...request, signal }));
        } finally {
          release();
        }
      }, request.signal),
  };
}
