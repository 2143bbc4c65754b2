import type { Example } from '../task/example.ts';
import type { PromptArtifact, PromptSettings } from './prompt-artifact.ts';
import { searchCandidates, type SearchOptions } from './search-candidates.ts';

/** Options of {@link instructionSearch}. */
export interface InstructionSearchOptions<Input, Output> extends SearchOptions<Input, Output> {
  /** Instructions to try, in this order: a list, or what `proposeInstructions` gets from a model. */
  readonly instructions: Iterable<string> | AsyncIterable<string>;
  /** Shown with each of them. @default none */
  readonly demonstrations?: readonly Example<Input, Output>[];
}

/**
 * Tries instructions and keeps the one that does best on the validation examples.
 *
 * @throws {ArgumentError} when `calls` do not last for one candidate, or a demonstration is a validation example
 * @see https://arxiv.org/abs/2211.01910
 * @example
 * ```ts
 * import { instructionSearch } from '@fm/prompt';
 *
 * const { instruction, search } = await instructionSearch({
 *   instructions: ['Answer.', 'Answer in capitals.'],
 *   validation: [{ input: 'a', output: 'A' }],
 *   build: (settings) => (input) => (settings.instruction.includes('capitals') ? input.toUpperCase() : input),
 *   calls: 2,
 * });
 * instruction; // => 'Answer in capitals.'
 * search.trials.map(({ score }) => score); // => [0, 1]
 * ```
 */
export async function instructionSearch<Input, Output>(
  options: InstructionSearchOptions<Input, Output>,
): Promise<PromptArtifact<Input, Output>> {
  const { instructions, demonstrations = [] } = options;
  async function* candidates(): AsyncGenerator<PromptSettings<Input, Output>> {
    for await (const instruction of instructions) yield { instruction, demonstrations };
  }
  return await searchCandidates(candidates(), options, 'instruction search');
}
