import type { Selection } from '../select/selector.ts';
import type { Example } from '../task/example.ts';

/** Options of {@link orderBySimilarity}. */
export interface SimilarityOrderOptions {
  /** What stands next to the question. @default 'most': the example with the highest score */
  readonly last?: 'most' | 'least';
}

/**
 * Chosen examples by their scores, of equals the better chosen nearer to the end that counts.
 *
 * @example
 * ```ts
 * import { orderBySimilarity, selectByNgramOverlap } from '@fm/prompt';
 *
 * const pool = ['a b', 'a b c', 'a'].map((input) => ({ input, output: '' }));
 * const selection = await selectByNgramOverlap(pool).select('a b c d', 3);
 * orderBySimilarity(selection).map(({ input }) => input); // => ['a', 'a b', 'a b c']
 * ```
 */
export function orderBySimilarity<Input, Output>(
  { examples, reasons }: Selection<Input, Output>,
  { last = 'most' }: SimilarityOrderOptions = {},
): readonly Example<Input, Output>[] {
  const bestFirst = examples
    .map((example, i) => ({ example, score: reasons[i]?.score ?? Number.NEGATIVE_INFINITY }))
    .sort((a, b) => b.score - a.score)
    .map(({ example }) => example);
  return last === 'most' ? bestFirst.toReversed() : bestFirst;
}
