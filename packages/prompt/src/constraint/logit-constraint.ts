import type { LogitConstraint } from '@fm/core';
import type { Constraint, ConstraintStartOptions, ConstraintState } from './constraint.ts';

/**
 * A constraint as `generate` takes it. Give the same `maxTokens` to both, and every text is complete within it; the
 * value can be used for one generation after another, but not for two at a time.
 *
 * @throws {ArgumentError} when no text of at most `maxTokens` tokens is known
 * @example
 * ```ts
 * import { byteTokenizer } from '@fm/lm/tokenizer';
 * import { choice, grammarConstraint, logitConstraint } from '@fm/prompt';
 *
 * const tokenizer = byteTokenizer();
 * const constraint = logitConstraint(grammarConstraint(choice(['ab', 'cd']), tokenizer), { maxTokens: 2 });
 * const logits = new Float32Array(256);
 * constraint(logits, [99]);
 * logits.findIndex((logit) => logit === 0); // => 100
 * ```
 */
export function logitConstraint(
  constraint: Constraint,
  options: ConstraintStartOptions = {},
): LogitConstraint {
  const start = constraint.start(options);
  let accepted: number[] = [];
  let state: ConstraintState = start;
  return (logits, tokens) => {
    if (!accepted.every((id, i) => id === tokens[i])) {
      accepted = [];
      state = start;
    }
    for (let i = accepted.length; i < tokens.length; i++) {
      const token = tokens[i] as number;
      state = state.accept(token);
      accepted.push(token);
    }
    state.mask(logits);
  };
}
