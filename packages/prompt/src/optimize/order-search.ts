import { candidateOrders } from '../order/candidate-orders.ts';
import type { Example } from '../task/example.ts';
import type { PromptArtifact, PromptSettings } from './prompt-artifact.ts';
import { searchCandidates, type SearchOptions } from './search-candidates.ts';

/** Options of {@link orderSearch}. */
export interface OrderSearchOptions<Input, Output> extends SearchOptions<Input, Output> {
  readonly instruction: string;
  readonly demonstrations: readonly Example<Input, Output>[];
}

/**
 * Tries orders of the same demonstrations, all of them where the budget lasts, and keeps the one that does best on the
 * validation examples. The given order is the first candidate. (Without labelled examples, see `searchOrder`.)
 *
 * @throws {ArgumentError} when `calls` do not last for one candidate, or a demonstration is a validation example
 * @see https://arxiv.org/abs/2104.08786
 * @example
 * ```ts
 * import { orderSearch } from '@fm/prompt';
 *
 * const { demonstrations } = await orderSearch({
 *   instruction: 'Good or bad?',
 *   demonstrations: [
 *     { input: 'Lovely.', output: 'good' },
 *     { input: 'Dull.', output: 'bad' },
 *   ],
 *   validation: [{ input: 'A joy.', output: 'good' }],
 *   build: (settings) => () => settings.demonstrations.at(-1)?.output ?? '',
 *   calls: 2,
 * });
 * demonstrations.map(({ output }) => output); // => ['bad', 'good']
 * ```
 */
export async function orderSearch<Input, Output>(
  options: OrderSearchOptions<Input, Output>,
): Promise<PromptArtifact<Input, Output>> {
  const { instruction, demonstrations, calls, validation, seed = 0 } = options;
  const most = Math.max(1, Math.floor(calls / Math.max(1, validation.length)));
  const candidates = candidateOrders(demonstrations.length, { most, seed }).map(
    (order): PromptSettings<Input, Output> => ({
      instruction,
      demonstrations: order.map((i) => demonstrations[i] as Example<Input, Output>),
    }),
  );
  return await searchCandidates(candidates, options, 'order search');
}
