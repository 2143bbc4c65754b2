import { ArgumentError, type ChatModel, type ChatRequest } from '@fm/core';
import { untilAborted } from '../../running/running.ts';
import { chatGeneration, endOf } from '../chat-generation.ts';
import { ProviderError } from '../provider-error.ts';

/** Options of {@link withTimeout}, in milliseconds. */
export interface TimeoutOptions {
  /** From the first demand for a piece to the end of the answer. @default no limit */
  readonly total?: number;
  /** Of waiting for one piece, the first included. @default no limit */
  readonly betweenPieces?: number;
}

/**
 * Gives an answer up when it takes too long, with a retryable {@link ProviderError} of kind `timeout`. Models that do
 * not listen to their signal are given up as well.
 *
 * @throws {ArgumentError} when a time is not positive
 * @example
 * ```ts
 * import type { ChatModel } from '@fm/core';
 * import { chatGeneration, ProviderError, withTimeout } from '@fm/prompt';
 *
 * const silent: ChatModel = {
 *   name: 'silent',
 *   generate: () =>
 *     chatGeneration(async function* () {
 *       await new Promise(() => {}); // nothing ever comes
 *       yield { type: 'text', text: 'Hello!' };
 *       return { finishReason: 'stop', usage: { inputTokens: 1, outputTokens: 1 } };
 *     }),
 * };
 * const answer = withTimeout(silent, { total: 10 }).generate({ messages: [] }).result;
 * const error = await answer.catch((reason: unknown) => reason);
 * ProviderError.is(error) && error.kind; // => 'timeout'
 * ```
 */
export function withTimeout(model: ChatModel, { total, betweenPieces }: TimeoutOptions): ChatModel {
  for (const [name, value] of Object.entries({ total, betweenPieces })) {
    // Timers hold 31 bits; a longer time would fire at once.
    if (value !== undefined && !(value > 0 && value < 2 ** 31)) {
      throw new ArgumentError(`withTimeout: ${name} is no time`, {
        expected: 'milliseconds, above 0 and below 2^31',
        received: `${value}`,
      });
    }
  }
  return {
    name: model.name,
    generate: (request: ChatRequest) =>
      chatGeneration(async function* (signal) {
        const late = new AbortController();
        const stopTotal = startTimer(total, () => late.abort(timeout(model, `${total} ms in all`)));
        try {
          const both = AbortSignal.any([signal, late.signal]);
          const generation = model.generate({ ...request, signal: both });
          const pieces = generation[Symbol.asyncIterator]();
          for (;;) {
            const stop = startTimer(betweenPieces, () =>
              late.abort(timeout(model, `${betweenPieces} ms for a piece`)),
            );
            const next = await untilAborted(pieces.next(), [late.signal]).finally(stop);
            if (next.done) return endOf(await generation.result);
            yield next.value;
          }
        } finally {
          stopTotal();
          // Reached when the consumer has read enough, too.
          late.abort();
        }
      }, request.signal),
  };
}

function startTimer(milliseconds: number | undefined, end: () => void): () => void {
  if (milliseconds === undefined) return () => {};
  const timer = setTimeout(end, milliseconds);
  return () => clearTimeout(timer);
}

function timeout({ name }: ChatModel, limit: string): ProviderError {
  return new ProviderError(`${name}: the answer took too long`, {
    kind: 'timeout',
    expected: `at most ${limit}`,
  });
}
