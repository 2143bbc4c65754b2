import type { ChatGeneration, ChatPiece, ChatResult } from '@fm/core';
import { running } from '../running/running.ts';

/** How an answer ended: everything about it that is not in its pieces. */
export type ChatEnd = Pick<ChatResult, 'finishReason' | 'usage' | 'warnings'>;

/** Produces an answer piece by piece and returns how it ended. */
export type ChatSource = (signal: AbortSignal) => AsyncGenerator<ChatPiece, ChatEnd, undefined>;

/**
 * The {@link ChatGeneration} of a source of pieces: what an implementation of `ChatModel` returns. It starts when
 * somebody asks, can be iterated and awaited, and stops when a consumer breaks out of its loop or `signal` is aborted.
 *
 * @example
 * ```ts
 * import { chatGeneration } from '@fm/prompt';
 *
 * const answer = chatGeneration(async function* () {
 *   yield { type: 'text', text: 'Hello' };
 *   return { finishReason: 'stop', usage: { inputTokens: 1, outputTokens: 1 } };
 * });
 * (await answer.result).text; // => 'Hello'
 * ```
 */
export function chatGeneration(source: ChatSource, signal?: AbortSignal): ChatGeneration {
  return running<ChatPiece, ChatResult>({
    signal,
    async *run(inner) {
      const pieces: ChatPiece[] = [];
      const generator = source(inner);
      try {
        for (;;) {
          const { done, value } = await generator.next();
          if (done) return chatResult(pieces, value);
          pieces.push(value);
          yield value;
        }
      } finally {
        await generator.return(undefined as never);
      }
    },
    cancelled: (pieces) =>
      chatResult(pieces, {
        finishReason: 'cancelled',
        usage: { inputTokens: undefined, outputTokens: undefined },
      }),
  });
}

function chatResult(pieces: readonly ChatPiece[], end: ChatEnd): ChatResult {
  const textOf = (type: 'text' | 'reasoning'): string =>
    pieces.map((piece) => (piece.type === type ? piece.text : '')).join('');
  return {
    text: textOf('text'),
    reasoning: textOf('reasoning'),
    toolCalls: pieces.flatMap((piece) => (piece.type === 'tool-call' ? [piece.call] : [])),
    ...end,
  };
}

/**
 * Hands on the pieces of another model's answer: what wrappers of models are made of.
 *
 * @returns how the answer ended
 */
export async function* forward(generation: ChatGeneration): AsyncGenerator<ChatPiece, ChatEnd, undefined> {
  yield* generation;
  return endOf(await generation.result);
}

/** What is in a result beside its pieces. */
export function endOf({ finishReason, usage, warnings }: ChatResult): ChatEnd {
  return { finishReason, usage, ...(warnings && { warnings }) };
}

/** The pieces of a finished answer. */
export function piecesOf({ reasoning, text, toolCalls }: ChatResult): readonly ChatPiece[] {
  return [
    ...(reasoning === '' ? [] : [{ type: 'reasoning' as const, text: reasoning }]),
    ...(text === '' ? [] : [{ type: 'text' as const, text }]),
    ...toolCalls.map((call) => ({ type: 'tool-call' as const, call })),
  ];
}
