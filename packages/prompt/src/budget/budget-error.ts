import { FmError, type FmErrorDetails } from '@fm/core';

/**
 * What a prompt must hold does not fit into its budget. Shorten a part, or allow more tokens.
 *
 * @example
 * ```ts
 * import { byteTokenizer } from '@fm/lm/tokenizer';
 * import { BudgetError, fit, prompt, required } from '@fm/prompt';
 *
 * const rules = prompt('Answer in one word.')({});
 * try {
 *   fit([required('rules', rules)], { tokenizer: byteTokenizer(), maxTokens: 10 });
 * } catch (error) {
 *   error instanceof BudgetError && error.excess; // => 9
 * }
 * ```
 */
export class BudgetError extends FmError {
  declare readonly code: 'FM_BUDGET';
  /** Tokens that the required parts need. */
  readonly tokens: number;
  /** Tokens that there are. */
  readonly limit: number;
  /** Tokens too many: `tokens − limit`. */
  readonly excess: number;

  constructor(
    summary: string,
    { tokens, limit, ...details }: FmErrorDetails & { readonly tokens: number; readonly limit: number },
  ) {
    super('FM_BUDGET', summary, details);
    this.tokens = tokens;
    this.limit = limit;
    this.excess = tokens - limit;
  }
}
