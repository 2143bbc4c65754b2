import { ArgumentError, type ContinuationScore, type Tokenizer } from '@fm/core';
import type { DecoderRuntime } from './decoder-runtime.ts';
import type { DecoderState } from './decoder-state.ts';

/** A prefix and one continuation as tokens. */
interface JoinedText {
  readonly continuation: string;
  readonly tokens: Uint32Array;
  /** The first token that holds any of the continuation. */
  readonly from: number;
}

/**
 * Scores continuations of one prefix. Each is tokenized together with the prefix; a token that reaches over the border
 * counts as the continuation's. What all of them share is computed once.
 */
export async function scoreContinuations(
  runtime: DecoderRuntime,
  { prefix, continuations }: { readonly prefix: string; readonly continuations: readonly string[] },
  { tokenizer, signal }: { readonly tokenizer: Tokenizer; readonly signal?: AbortSignal | undefined },
): Promise<readonly ContinuationScore[]> {
  const joined = continuations.map((continuation) => join(prefix, continuation, tokenizer));
  const longest = Math.max(0, ...joined.map(({ tokens }) => tokens.length - 1));
  if (longest > runtime.decoder.contextLength) {
    throw new ArgumentError('Prefix and continuation do not fit the context', {
      expected: `at most ${runtime.decoder.contextLength + 1} tokens`,
      received: `${longest + 1}`,
      hint: 'Shorten the prefix.',
    });
  }
  // The last shared token is fed with each continuation: its logits predict the first token of its own.
  const shared = commonLength(joined) - 1;
  return runtime.withState(longest, async (state) => {
    if (shared > 0)
      await runtime.feed(state, Array.from((joined[0] as JoinedText).tokens.subarray(0, shared)), signal);
    const scores: ContinuationScore[] = [];
    for (const text of joined) {
      signal?.throwIfAborted();
      state.length = Math.max(0, shared);
      scores.push(await scoreOne(runtime, state, text, signal));
    }
    return scores;
  });
}

async function scoreOne(
  runtime: DecoderRuntime,
  state: DecoderState,
  { continuation, tokens, from }: JoinedText,
  signal: AbortSignal | undefined,
): Promise<ContinuationScore> {
  const start = state.length;
  const scores = await runtime.score(state, tokens.subarray(start), signal);
  const logProbs = scores.logProbs.slice(from - start - 1);
  const best = scores.best.subarray(from - start - 1);
  const own = tokens.slice(from);
  return {
    continuation,
    tokens: own,
    logProbs,
    logProb: logProbs.reduce((a, b) => a + b, 0),
    isGreedy: own.every((id, i) => id === best[i]),
  };
}

function join(prefix: string, continuation: string, tokenizer: Tokenizer): JoinedText {
  if (continuation === '') {
    throw new ArgumentError('A continuation is empty', {
      hint: 'Nothing has no probability of its own; leave it out.',
    });
  }
  const { ids, offsets } = tokenizer.encode(prefix + continuation);
  let from = 0;
  while (from < ids.length && (offsets[2 * from + 1] as number) <= prefix.length) from++;
  if (from > 0) return { continuation, tokens: ids, from };
  // Nothing stands before the first token: the end of another text does.
  if (tokenizer.endOfText === undefined) {
    throw new ArgumentError('Nothing predicts the first token', {
      expected: 'a prefix with a token of its own',
      received: JSON.stringify(prefix),
      hint: 'Give a prefix, or use a tokenizer with an end-of-text token.',
    });
  }
  return { continuation, tokens: Uint32Array.of(tokenizer.endOfText, ...ids), from: 1 };
}

/** Number of tokens before any continuation that all texts begin with. */
function commonLength(joined: readonly JoinedText[]): number {
  const [first] = joined;
  if (first === undefined) return 0;
  let length = 0;
  while (joined.every(({ tokens, from }) => length < from && tokens[length] === first.tokens[length]))
    length++;
  return length;
}
