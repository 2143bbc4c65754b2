import { hostKey, uniformHost } from '@fm/core';
import type { Example } from '../task/example.ts';
import { defineSelector, written } from './define-selector.ts';
import { type Embed, similarity, UnitVectors } from './embedding.ts';
import { greedily } from './greedily.ts';
import type { SeededSelectorOptions } from './select-random.ts';
import type { Selector } from './selector.ts';

/** Options of {@link selectDiverse}. */
export interface DiverseOptions<Input> extends SeededSelectorOptions<Input> {
  readonly embed: Embed;
}

/**
 * Examples that cover the whole list, whatever the question: the first is drawn, and each next one is the farthest from
 * those chosen before (greedy k-centre). The score is `1 − largest similarity(chosen)`, in [0, 2]; that of the first is 1.
 *
 * @throws {ArgumentError} from `select`, when `count` is no integer ≥ 0, or there are fewer examples that are not the question
 * @throws {ArgumentError} from `select`, when `embed` does not give one vector for each text
 * @see Sener & Savarese, "Active learning for convolutional neural networks: a core-set approach", arXiv:1708.00489
 * @example
 * ```ts
 * import { selectDiverse } from '@fm/prompt';
 *
 * const pool = ['north', 'north too', 'south'].map((input) => ({ input, output: '' }));
 * const embed = async (texts: readonly string[]) => texts.map((text) => [text.startsWith('n') ? 1 : -1]);
 * const { examples } = await selectDiverse(pool, { embed }).select('east', 2);
 * examples.some(({ input }) => input === 'south'); // => true
 * ```
 */
export function selectDiverse<Input, Output>(
  pool: readonly Example<Input, Output>[],
  { embed, seed = 0, ...options }: DiverseOptions<Input>,
): Selector<Input, Output> {
  const vectors = new UnitVectors(embed);
  const numbers = uniformHost(hostKey(seed), pool.length);
  return defineSelector({
    name: 'diverse',
    pool,
    options,
    async choose(candidates) {
      const known = await vectors.ofPool(candidates.texts);
      const first = candidates.eligible.toSorted(
        (a, b) => (numbers[b] as number) - (numbers[a] as number),
      )[0];
      return greedily(
        candidates,
        (index, chosen) => {
          if (chosen.length === 0) return index === first ? 1 : 0;
          const nearest = chosen.map((other) =>
            similarity(known[index] as Float64Array, known[other] as Float64Array),
          );
          return 1 - Math.max(...nearest);
        },
        ({ index, score }) =>
          index === first ? `drawn first with seed ${seed}` : `distance ${written(score)} from those before`,
      );
    },
  });
}
