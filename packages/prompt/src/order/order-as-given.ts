import type { Example } from '../task/example.ts';

/** Puts examples into an order; every strategy of this folder that needs nothing else is one. */
export type Ordering = <Input, Output>(
  examples: readonly Example<Input, Output>[],
) => readonly Example<Input, Output>[];

/**
 * Examples in the order in which they were chosen.
 *
 * @example
 * ```ts
 * import { orderAsGiven } from '@fm/prompt';
 *
 * const examples = ['uno', 'dos'].map((input, i) => ({ input, output: i + 1 }));
 * orderAsGiven(examples).map(({ input }) => input); // => ['uno', 'dos']
 * ```
 */
export const orderAsGiven: Ordering = (examples) => [...examples];
