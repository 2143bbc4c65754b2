import type { Ordering } from './order-as-given.ts';

/**
 * Examples the other way round: the best chosen comes last, next to the question.
 *
 * @example
 * ```ts
 * import { orderReversed } from '@fm/prompt';
 *
 * const examples = ['uno', 'dos'].map((input, i) => ({ input, output: i + 1 }));
 * orderReversed(examples).map(({ input }) => input); // => ['dos', 'uno']
 * ```
 */
export const orderReversed: Ordering = (examples) => examples.toReversed();
