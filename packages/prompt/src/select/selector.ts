import type { Example } from '../task/example.ts';

/** Chooses examples for a question. The same question gives the same choice. */
export interface Selector<Input, Output> {
  /** Name of the strategy, for reports. */
  readonly name: string;
  /**
   * Chooses `count` examples. An example whose input is the question itself is never among them.
   *
   * @throws {ArgumentError} when there are fewer examples than that, or `count` is no number of examples
   */
  select(question: Input, count: number, options?: SelectOptions): Promise<Selection<Input, Output>>;
}

/** Options of {@link Selector.select}. */
export interface SelectOptions {
  readonly signal?: AbortSignal;
}

/** Chosen examples, best first, and why each was chosen. */
export interface Selection<Input, Output> {
  readonly examples: readonly Example<Input, Output>[];
  /** One for each example. */
  readonly reasons: readonly SelectionReason[];
}

/** Why an example was chosen. */
export interface SelectionReason {
  /** Place in the list that was chosen from. */
  readonly index: number;
  /** What the strategy went by; its meaning depends on the strategy, more is better. */
  readonly score: number;
  /** In words, for example `similarity 0.93`. */
  readonly reason: string;
}

/** Options that all strategies have. */
export interface SelectorOptions<Input> {
  /** Text of an input, to tell the question apart and to compare. @default strings as they are, other values as JSON */
  readonly textOf?: ((input: Input) => string) | undefined;
}
