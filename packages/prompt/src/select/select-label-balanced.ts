import { hostKey, uniformHost } from '@fm/core';
import { canonicalJson } from '../rendered/fingerprint.ts';
import type { Example } from '../task/example.ts';
import { defineSelector, highest, written } from './define-selector.ts';
import type { SeededSelectorOptions } from './select-random.ts';
import type { SelectionReason, Selector } from './selector.ts';

/** Options of {@link selectLabelBalanced}. */
export interface LabelBalancedOptions<Input, Output> extends SeededSelectorOptions<Input> {
  /** What counts as an example's label. @default strings as they are, other outputs as JSON */
  readonly labelOf?: (output: Output) => string;
}

/**
 * As many examples of each label as possible: labels take turns in the order in which they first appear, and each gives
 * its examples in a random order. A label that has no more examples is passed over. The score is the number that was
 * drawn, in [0, 1).
 *
 * @throws {ArgumentError} from `select`, when `count` is no integer ≥ 0, or there are fewer examples that are not the question
 * @example
 * ```ts
 * import { selectLabelBalanced } from '@fm/prompt';
 *
 * const reviews = ['good', 'nice', 'fine', 'bad'].map((input) => ({ input, output: input === 'bad' ? '-' : '+' }));
 * const { examples } = await selectLabelBalanced(reviews).select('meh', 2);
 * examples.map(({ output }) => output); // => ['+', '-']
 * ```
 */
export function selectLabelBalanced<Input, Output>(
  pool: readonly Example<Input, Output>[],
  { seed = 0, labelOf = defaultLabel, ...options }: LabelBalancedOptions<Input, Output> = {},
): Selector<Input, Output> {
  const numbers = uniformHost(hostKey(seed), pool.length);
  const labels = pool.map(({ output }) => labelOf(output));
  return defineSelector({
    name: 'label-balanced',
    pool,
    options,
    choose(candidates) {
      const drawn = highest(
        { ...candidates, count: candidates.eligible.length },
        (index) => numbers[index] as number,
        (score) => `drawn ${written(score)} with seed ${seed}`,
      );
      const queues = [...new Set(labels)].map((label) => ({
        label,
        reasons: drawn.filter(({ index }) => labels[index] === label),
      }));
      const chosen: SelectionReason[] = [];
      for (let round = 0; chosen.length < candidates.count; round++) {
        for (const { label, reasons } of queues) {
          const next = reasons[round];
          if (next === undefined || chosen.length === candidates.count) continue;
          chosen.push({ ...next, reason: `number ${round + 1} of label ${label}, ${next.reason}` });
        }
      }
      return chosen;
    },
  });
}

function defaultLabel(output: unknown): string {
  return typeof output === 'string' ? output : canonicalJson(output);
}
