import { ArgumentError } from '@fm/core';
import type { Example } from '../task/example.ts';
import { defineSelector, written } from './define-selector.ts';
import { type EmbeddingSelectorOptions, similarity, UnitVectors } from './embedding.ts';
import { greedily } from './greedily.ts';
import type { Selector } from './selector.ts';

/** Options of {@link selectMmr}. */
export interface MmrOptions<Input> extends EmbeddingSelectorOptions<Input> {
  /** Weight λ of similarity to the question against difference from each other, in [0, 1]. @default 0.5 */
  readonly lambda?: number;
}

/**
 * Maximal marginal relevance: examples that are like the question and unlike each other. One after the other is chosen by
 * `λ · similarity(question) − (1 − λ) · largest similarity(chosen)`, which is the score.
 *
 * @throws {ArgumentError} when `lambda` is not in [0, 1]
 * @throws {ArgumentError} from `select`, when `count` is no integer ≥ 0, or there are fewer examples that are not the question
 * @throws {ArgumentError} from `select`, when `embed` does not give one vector for each text
 * @see Carbonell & Goldstein, "The use of MMR", SIGIR 1998
 * @example
 * ```ts
 * import { selectMmr } from '@fm/prompt';
 *
 * const points = { a: [1, 0.1], b: [1, 0.11], c: [0.6, -1] };
 * const pool = (['a', 'b', 'c'] as const).map((input) => ({ input, output: '' }));
 * const embed = async (texts: readonly string[]) => texts.map((text) => points[text as 'a'] ?? [1, 0]);
 * const { examples } = await selectMmr<string, string>(pool, { embed }).select('?', 2);
 * examples.map(({ input }) => input); // => ['a', 'c']
 * ```
 */
export function selectMmr<Input, Output>(
  pool: readonly Example<Input, Output>[],
  { embed, lambda = 0.5, ...options }: MmrOptions<Input>,
): Selector<Input, Output> {
  if (!(lambda >= 0 && lambda <= 1)) {
    throw new ArgumentError('selectMmr: lambda is a weight', { expected: '0 to 1', received: `${lambda}` });
  }
  const vectors = new UnitVectors(embed);
  return defineSelector({
    name: 'mmr',
    pool,
    options,
    async choose(candidates) {
      const { texts, question, signal } = candidates;
      const known = await vectors.ofPool(texts);
      const [asked] = (await vectors.of([question], signal)) as [Float64Array];
      const relevance = known.map((vector) => similarity(asked, vector));
      const between = (i: number, j: number): number =>
        similarity(known[i] as Float64Array, known[j] as Float64Array);
      return greedily(
        candidates,
        (index, chosen) => {
          const redundancy =
            chosen.length === 0 ? 0 : Math.max(...chosen.map((other) => between(index, other)));
          return lambda * (relevance[index] as number) - (1 - lambda) * redundancy;
        },
        ({ index, score }) =>
          `marginal relevance ${written(score)}, similarity ${written(relevance[index] as number)}`,
      );
    },
  });
}
