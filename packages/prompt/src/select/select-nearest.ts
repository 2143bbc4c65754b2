import type { Example } from '../task/example.ts';
import { defineSelector, highest, written } from './define-selector.ts';
import { type EmbeddingSelectorOptions, similarity, UnitVectors } from './embedding.ts';
import type { Selector } from './selector.ts';

/**
 * The examples whose inputs are most similar to the question, by the cosine of their vectors: k nearest neighbours. The
 * score is the cosine, in [-1, 1]. Vectors of the examples are computed once.
 *
 * @throws {ArgumentError} from `select`, when `embed` does not give one vector for each text
 * @throws {ArgumentError} from `select`, when `count` is no integer ≥ 0, or there are fewer examples that are not the question
 * @see Liu et al., "What makes good in-context examples for GPT-3?", arXiv:2101.06804
 * @example
 * ```ts
 * import { selectNearest } from '@fm/prompt';
 *
 * const sums = ['1 + 1', '2 + 2', '10 + 10'].map((input) => ({ input, output: '' }));
 * const embed = async (texts: readonly string[]) => texts.map((text) => [1, Number.parseInt(text)]);
 * const { examples } = await selectNearest(sums, { embed }).select('9 + 9', 1);
 * examples[0]?.input; // => '10 + 10'
 * ```
 */
export function selectNearest<Input, Output>(
  pool: readonly Example<Input, Output>[],
  { embed, ...options }: EmbeddingSelectorOptions<Input>,
): Selector<Input, Output> {
  const vectors = new UnitVectors(embed);
  return defineSelector({
    name: 'nearest',
    pool,
    options,
    async choose(candidates) {
      const { texts, question, signal } = candidates;
      const known = await vectors.ofPool(texts);
      const [asked] = (await vectors.of([question], signal)) as [Float64Array];
      return highest(
        candidates,
        (index) => similarity(asked, known[index] as Float64Array),
        (score) => `similarity ${written(score)}`,
      );
    },
  });
}
