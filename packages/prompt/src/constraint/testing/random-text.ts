import type { Tokenizer } from '@fm/core';
import type { Constraint } from '../constraint.ts';
import type { Random } from './random-schema.ts';

/** A text that random logits give under a constraint. */
export interface RandomText {
  readonly text: string;
  readonly tokens: readonly number[];
}

/**
 * Lets a model without any sense write: all logits are random, and the largest wins.
 *
 * @throws {Error} when no token is allowed, or the text is not complete within `maxTokens`
 */
export function randomText(
  {
    constraint,
    tokenizer,
    maxTokens,
  }: { readonly constraint: Constraint; readonly tokenizer: Tokenizer; readonly maxTokens: number },
  random: Random,
): RandomText {
  const logits = new Float32Array(tokenizer.vocabularySize);
  const tokens: number[] = [];
  for (let state = constraint.start({ maxTokens }); !state.isFinished;) {
    for (let id = 0; id < logits.length; id++) logits[id] = random();
    state.mask(logits);
    let best = 0;
    for (let id = 1; id < logits.length; id++)
      if ((logits[id] as number) > (logits[best] as number)) best = id;
    if (logits[best] === Number.NEGATIVE_INFINITY)
      throw new Error(`no token is allowed after ${JSON.stringify(tokenizer.decode(tokens))}`);
    state = state.accept(best);
    if (best === tokenizer.endOfText) break;
    tokens.push(best);
    if (tokens.length === maxTokens && !state.isComplete)
      throw new Error(`not complete after ${maxTokens} tokens: ${JSON.stringify(tokenizer.decode(tokens))}`);
  }
  return { text: tokenizer.decode(tokens), tokens };
}
