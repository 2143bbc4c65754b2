import type { Example } from '../task/example.ts';
import { defineSelector } from './define-selector.ts';
import type { Selector, SelectorOptions } from './selector.ts';

/**
 * The first examples of a list, whatever the question. The score is 1 / (place in the list).
 *
 * @throws {ArgumentError} from `select`, when `count` is no integer ≥ 0, or there are fewer examples that are not the question
 * @example
 * ```ts
 * import { selectFixed } from '@fm/prompt';
 *
 * const words = ['uno', 'dos', 'tres'].map((input, i) => ({ input, output: i + 1 }));
 * const { examples } = await selectFixed(words).select('uno', 2);
 * examples.map(({ input }) => input); // => ['dos', 'tres']
 * ```
 */
export function selectFixed<Input, Output>(
  pool: readonly Example<Input, Output>[],
  options: SelectorOptions<Input> = {},
): Selector<Input, Output> {
  return defineSelector({
    name: 'fixed',
    pool,
    options,
    choose: ({ eligible, count }) =>
      eligible
        .slice(0, count)
        .map((index) => ({ index, score: 1 / (index + 1), reason: `number ${index + 1} of the list` })),
  });
}
