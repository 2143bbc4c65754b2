import { hostKey, uniformHost } from '@fm/core';
import type { Example } from '../task/example.ts';
import { defineSelector, highest, written } from './define-selector.ts';
import type { Selector, SelectorOptions } from './selector.ts';

/** Options of strategies that draw. */
export interface SeededSelectorOptions<Input> extends SelectorOptions<Input> {
  /** Same seed, same choice. @default 0 */
  readonly seed?: number;
}

/**
 * Examples at random: each gets a number by its place and the seed, and the largest win. All questions get the same
 * choice but for examples that are the question, and fewer examples are the beginning of more, so that prompts share
 * their beginnings. The score is the number, in [0, 1).
 *
 * @throws {ArgumentError} from `select`, when `count` is no integer ≥ 0, or there are fewer examples that are not the question
 * @example
 * ```ts
 * import { selectRandom } from '@fm/prompt';
 *
 * const words = ['uno', 'dos', 'tres'].map((input, i) => ({ input, output: i + 1 }));
 * const { examples } = await selectRandom(words, { seed: 1 }).select('uno', 2);
 * examples.map(({ input }) => input).toSorted(); // => ['dos', 'tres']
 * ```
 */
export function selectRandom<Input, Output>(
  pool: readonly Example<Input, Output>[],
  { seed = 0, ...options }: SeededSelectorOptions<Input> = {},
): Selector<Input, Output> {
  const numbers = uniformHost(hostKey(seed), pool.length);
  return defineSelector({
    name: 'random',
    pool,
    options,
    choose: (candidates) =>
      highest(
        candidates,
        (index) => numbers[index] as number,
        (score) => `drawn ${written(score)} with seed ${seed}`,
      ),
  });
}
