import { ArgumentError, foldInHost, hostKey, permutationHost } from '@fm/core';
import type { Example } from '../task/example.ts';
import type { PromptArtifact, PromptSettings } from './prompt-artifact.ts';
import { searchCandidates, type SearchOptions } from './search-candidates.ts';

/** Options of {@link randomSearch}. */
export interface RandomSearchOptions<Input, Output> extends SearchOptions<Input, Output> {
  readonly instruction: string;
  /** Examples that may become demonstrations. */
  readonly training: readonly Example<Input, Output>[];
  /** Demonstrations in each candidate. @default 4 */
  readonly demonstrations?: number;
  /** Candidates drawn, beside the one without demonstrations. @default as many as `calls` allow, at most 100 */
  readonly trials?: number;
}

/**
 * Draws sets of demonstrations at random and keeps the one that does best on the validation examples; a prompt without
 * any is the first candidate.
 *
 * @throws {ArgumentError} when there are fewer training examples than demonstrations
 * @throws {ArgumentError} when `calls` do not last for one candidate, or a demonstration is a validation example
 * @see https://arxiv.org/abs/2310.03714 (BootstrapFewShotWithRandomSearch)
 * @example
 * ```ts
 * import { randomSearch } from '@fm/prompt';
 *
 * const { demonstrations, search } = await randomSearch({
 *   instruction: 'Good or bad?',
 *   training: [{ input: 'Lovely.', output: 'good' }],
 *   validation: [{ input: 'A joy.', output: 'good' }],
 *   build: (settings) => () => settings.demonstrations.at(-1)?.output ?? 'bad',
 *   demonstrations: 1,
 *   calls: 2,
 * });
 * demonstrations.length; // => 1
 * search.trials.map(({ score }) => score); // => [0, 1]
 * ```
 */
export async function randomSearch<Input, Output>(
  options: RandomSearchOptions<Input, Output>,
): Promise<PromptArtifact<Input, Output>> {
  const { instruction, training, demonstrations: size = 4, trials = 100, seed = 0 } = options;
  if (!Number.isInteger(size) || size < 1 || size > training.length) {
    throw new ArgumentError('randomSearch: this many demonstrations cannot be drawn', {
      expected: `an integer in [1, ${training.length}]`,
      received: `${size}`,
    });
  }
  function* candidates(): Generator<PromptSettings<Input, Output>> {
    yield { instruction, demonstrations: [] };
    for (let i = 0; i < trials; i++) {
      const chosen = permutationHost(foldInHost(hostKey(seed), i), training.length).subarray(0, size);
      const demonstrations = Array.from(chosen, (index) => training[index] as Example<Input, Output>);
      yield { instruction, demonstrations };
    }
  }
  return await searchCandidates(candidates(), options, 'random search');
}
