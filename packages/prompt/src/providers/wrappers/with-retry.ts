import { ArgumentError, type ChatModel, type ChatRequest, foldInHost, hostKey, uniformHost } from '@fm/core';
import { chatGeneration, endOf } from '../chat-generation.ts';
import { ProviderError } from '../provider-error.ts';

/** Options of {@link withRetry}. Times are milliseconds. */
export interface RetryOptions {
  /** Most tries after the first. @default 3 */
  readonly retries?: number;
  /** Wait before the first new try; doubles with each. @default 500 */
  readonly delay?: number;
  /** Longest wait. When the service asks for a longer one, its error is thrown instead. @default 30_000 */
  readonly maxDelay?: number;
  /** Of the jitter: same seed and same order of requests, same waits. @default 0 */
  readonly seed?: number;
  /** Which errors are worth another try. @default a {@link ProviderError} that says so itself */
  readonly isRetryable?: (error: unknown) => boolean;
  /** Waits. @default a timer that `signal` ends */
  readonly wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Asks again when a request fails for a reason that may pass: waits `delay · 2^i`, of which a random half to whole, or
 * as long as the service asks. Once a piece of an answer was given out there is no second try.
 *
 * @throws {ArgumentError} when a number is out of range
 * @see RFC 9110, section 10.2.3, for `Retry-After`
 * @example
 * ```ts
 * import { ProviderError, scriptedModel, withRetry } from '@fm/prompt';
 *
 * const busy = new ProviderError('Busy', { kind: 'rate-limit' });
 * const model = scriptedModel([busy, busy, 'Hello!']);
 * (await withRetry(model, { delay: 1 }).generate({ messages: [] }).result).text; // => 'Hello!'
 * model.requests.length; // => 3
 * ```
 */
export function withRetry(model: ChatModel, options: RetryOptions = {}): ChatModel {
  const { retries = 3, delay = 500, maxDelay = 30_000, seed = 0 } = options;
  const { isRetryable = saysSo, wait = sleep } = options;
  if (!Number.isInteger(retries) || retries < 0 || !(delay >= 0) || !(maxDelay >= 0)) {
    throw new ArgumentError('withRetry: an option is out of range', {
      expected: 'retries an integer ≥ 0; delay and maxDelay ≥ 0',
      received: JSON.stringify({ retries, delay, maxDelay }),
    });
  }
  const key = hostKey(seed);
  let requests = 0;
  return {
    name: model.name,
    generate(request: ChatRequest) {
      const jitter = uniformHost(foldInHost(key, requests++), Math.max(1, retries));
      return chatGeneration(async function* (signal) {
        for (let attempt = 0; ; attempt++) {
          let isStarted = false;
          try {
            const generation = model.generate({ ...request, signal });
            for await (const piece of generation) {
              isStarted = true;
              yield piece;
            }
            return endOf(await generation.result);
          } catch (error) {
            if (isStarted || attempt === retries || signal.aborted || !isRetryable(error)) throw error;
            const asked = ProviderError.is(error) ? error.retryAfter : undefined;
            if (asked !== undefined && asked > maxDelay) throw error;
            const backOff = Math.min(maxDelay, delay * 2 ** attempt) * (0.5 + (jitter[attempt] ?? 0) / 2);
            await wait(Math.max(asked ?? 0, backOff), signal);
          }
        }
      }, request.signal);
    },
  };
}

function saysSo(error: unknown): boolean {
  return ProviderError.is(error) && error.isRetryable;
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', stop, { once: true });
  });
}
