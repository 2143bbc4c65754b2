/** What the next token may be, as a value: compiled for one tokenizer, shared by any number of generations. */
export interface Constraint {
  /** For messages. */
  readonly name: string;
  /**
   * The state before the first token.
   *
   * @throws {ArgumentError} when no text of at most `maxTokens` tokens is known
   */
  start(options?: ConstraintStartOptions): ConstraintState;
}

/** Options of {@link Constraint.start}. */
export interface ConstraintStartOptions {
  /** Keep a text of at most this many tokens within reach, the end-of-text token not counted. @default Infinity */
  readonly maxTokens?: number;
}

/** A point in a text. Immutable: keep one to come back to it, or go on from it in several ways. */
export interface ConstraintState {
  /** Whether the text may end here. */
  readonly isComplete: boolean;
  /** Whether the text must end here. */
  readonly isFinished: boolean;
  /**
   * Sets the logits of all tokens that are not allowed to `-Infinity`.
   *
   * @param logits - `[vocabulary]`
   */
  mask(logits: Float32Array): void;
  /** Whether a token is allowed. */
  allows(token: number): boolean;
  /**
   * The state after one more token.
   *
   * @throws {ArgumentError} when the token is not allowed
   */
  accept(token: number): ConstraintState;
}
