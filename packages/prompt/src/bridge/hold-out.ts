import { ArgumentError, hostKey, permutationHost } from '@fm/core';
import type { Example } from '../task/example.ts';
import type { Task } from '../task/task.ts';

/** Options of {@link holdOut}. */
export interface HoldOutOptions {
  /** Share of the different inputs that is held out, in (0, 1). @default 0.2 */
  readonly share?: number;
  /** Same seed, same split. @default 0 */
  readonly seed?: number;
}

/**
 * One set of examples as two: to show or to learn from, and to evaluate on. Examples with one input text stay together, so
 * that nothing that was shown is asked.
 *
 * @throws {ArgumentError} when a part would be empty
 * @example
 * ```ts
 * import { holdOut, task } from '@fm/prompt';
 *
 * const copy = task({ name: 'copy' });
 * const examples = ['a', 'b', 'c', 'd', 'd'].map((text) => copy.example(text, text));
 * const { training, evaluation } = holdOut(copy, examples, { share: 0.25, seed: 1 });
 * training.length + evaluation.length; // => 5
 * training.some(({ input }) => evaluation.some((other) => other.input === input)); // => false
 * ```
 */
export function holdOut<Input, Output>(
  task: Task<Input, Output>,
  examples: readonly Example<Input, Output>[],
  { share = 0.2, seed = 0 }: HoldOutOptions = {},
): {
  readonly training: readonly Example<Input, Output>[];
  readonly evaluation: readonly Example<Input, Output>[];
} {
  const texts = examples.map(({ input }) => task.inputText(input).text);
  const different = [...new Set(texts)];
  const count = Math.round(different.length * share);
  if (!(share > 0 && share < 1) || count < 1 || count >= different.length) {
    throw new ArgumentError(`${task.name}: the examples cannot be split`, {
      expected: 'at least one different input in each part',
      received: `${different.length} different inputs, share ${share}`,
    });
  }
  const order = permutationHost(hostKey(seed), different.length);
  const chosen = new Set(Array.from(order.subarray(0, count), (i) => different[i]));
  return {
    training: examples.filter((_, i) => !chosen.has(texts[i])),
    evaluation: examples.filter((_, i) => chosen.has(texts[i])),
  };
}
