import type { Tokenizer, TokenScores } from '@fm/core';
import type { DecoderRuntime } from './decoder-runtime.ts';

/** A part of a text that is scored at once. */
export interface ScoreWindow {
  /** First token that is read. */
  readonly start: number;
  /** First token that is scored. */
  readonly from: number;
  /** One past the last token. */
  readonly end: number;
}

/**
 * How a text is cut so that every token but the first is scored once. A text that fits the context is one window;
 * windows of a longer one advance by half the context, so that every token is predicted from at least that much.
 */
export function scoreWindows(length: number, contextLength: number): readonly ScoreWindow[] {
  // The last token of a window is only predicted, never read.
  const span = contextLength + 1;
  const stride = Math.max(1, Math.floor(contextLength / 2));
  const windows: ScoreWindow[] = [];
  for (let start = 0, from = 1; from < length; start += stride) {
    const end = Math.min(length, start + span);
    windows.push({ start, from, end });
    from = end;
  }
  return windows;
}

/** The log-probability of every token given those before it in its window. */
export async function scoreText(
  runtime: DecoderRuntime,
  text: string | ArrayLike<number>,
  { tokenizer, signal }: { readonly tokenizer: Tokenizer; readonly signal?: AbortSignal | undefined },
): Promise<TokenScores> {
  const tokens = typeof text === 'string' ? tokenizer.encode(text).ids : Uint32Array.from(text);
  const logProbs = new Float64Array(tokens.length).fill(Number.NaN);
  for (const { start, from, end } of scoreWindows(tokens.length, runtime.decoder.contextLength)) {
    signal?.throwIfAborted();
    const scores = await runtime.withState(end - start - 1, (state) =>
      runtime.score(state, tokens.subarray(start, end), signal),
    );
    logProbs.set(scores.logProbs.subarray(from - start - 1), from);
  }
  return { tokens, logProbs };
}
