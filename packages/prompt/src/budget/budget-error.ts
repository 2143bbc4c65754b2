import { FmError, type FmErrorDetails } from '@fm/core';

/** What a prompt must hold does not fit into its budget. Shorten a part, or allow more tokens. */
export class BudgetError extends FmError {
  readonly code = 'FM_BUDGET';
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
    super(summary, details);
    this.tokens = tokens;
    this.limit = limit;
    this.excess = tokens - limit;
  }
}
