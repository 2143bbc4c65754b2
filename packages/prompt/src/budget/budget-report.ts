/** What became of a prompt's parts. */
export interface BudgetReport {
  /** Tokens of the whole prompt as a model gets it; a guess if `counting` says so. */
  readonly tokens: number;
  /** Tokens there are: `maxTokens − reserve`. */
  readonly limit: number;
  /** Whether tokens were counted, or guessed from the number of characters. */
  readonly counting: 'exact' | 'estimate';
  /** In the order of the prompt. */
  readonly kept: readonly KeptPart[];
  /** In the order in which parts were given. */
  readonly dropped: readonly DroppedPart[];
  /**
   * Leading tokens that the stable parts have by themselves too, which a cache may hold; `undefined` for estimates and
   * for chat formats that refuse those messages alone.
   */
  readonly stableTokens: number | undefined;
  /** Pictures and recordings; what they cost beyond their place in the text is not counted. */
  readonly media: number;
}

/** A part that is in the prompt. */
export interface KeptPart {
  readonly part: string;
  readonly how: 'whole' | 'version' | 'cut';
  /** In words, for example `version 2 of 3`. */
  readonly detail: string;
}

/** A part that is not in the prompt. */
export interface DroppedPart {
  readonly part: string;
  /** In words. */
  readonly reason: string;
  /** Tokens by which the prompt would have been too long with its shortest version. */
  readonly excess: number;
}
