import { ArgumentError, hostKey, permutationHost } from '@fm/core';
import { mapConcurrently } from '../evaluate/map-concurrently.ts';
import type { Program } from '../evaluate/evaluate.ts';
import type { Example } from '../task/example.ts';
import { promptArtifact, type PromptArtifact } from './prompt-artifact.ts';

/** Options of {@link bootstrapFewShot}. */
export interface BootstrapFewShotOptions<Input, Expected, Output> {
  readonly instruction: string;
  readonly training: readonly Example<Input, Expected>[];
  /** Solves training examples; its outputs, reasoning included, become the demonstrations. */
  readonly teacher: Program<Input, Output>;
  /** Whether an output is good enough to be shown. */
  readonly accept: (output: Output, example: Example<Input, Expected>) => boolean | Promise<boolean>;
  /** Most demonstrations. @default 4 */
  readonly demonstrations?: number;
  /** Most runs of the teacher. @default one for each training example */
  readonly calls?: number;
  /** Of the order in which training examples are tried. @default 0 */
  readonly seed?: number;
  readonly signal?: AbortSignal;
}

/**
 * Lets a teacher solve training examples and keeps the solutions that pass as demonstrations: the way to show
 * reasoning that nobody has written down. What the teacher throws counts as not passed.
 *
 * @throws {ArgumentError} when a number is out of range
 * @see https://arxiv.org/abs/2310.03714 (BootstrapFewShot)
 * @example
 * ```ts
 * import { bootstrapFewShot } from '@fm/prompt';
 *
 * const { demonstrations } = await bootstrapFewShot({
 *   instruction: 'Add.',
 *   training: [
 *     { input: '1 + 1', output: '2' },
 *     { input: '2 + 2', output: '4' },
 *   ],
 *   teacher: (input) => (input === '1 + 1' ? 'One and one are two: 2' : 'I guess: 5'),
 *   accept: (text, { output }) => text.endsWith(`: ${output}`),
 * });
 * demonstrations; // => [{ input: '1 + 1', output: 'One and one are two: 2' }]
 * ```
 */
export async function bootstrapFewShot<Input, Expected, Output>({
  instruction,
  training,
  teacher,
  accept,
  demonstrations: wanted = 4,
  calls = training.length,
  seed = 0,
  signal = new AbortController().signal,
}: BootstrapFewShotOptions<Input, Expected, Output>): Promise<PromptArtifact<Input, Output>> {
  if (!Number.isInteger(wanted) || wanted < 1 || !(calls >= 1)) {
    throw new ArgumentError('bootstrapFewShot: a number is out of range', {
      expected: 'demonstrations an integer ≥ 1, calls ≥ 1',
      received: JSON.stringify({ demonstrations: wanted, calls }),
    });
  }
  const order = Array.from(permutationHost(hostKey(seed), training.length)).slice(0, calls);
  const found: Example<Input, Output>[] = [];
  let used = 0;
  const solve = async (index: number): Promise<Example<Input, Output> | undefined> => {
    const example = training[index] as Example<Input, Expected>;
    signal.throwIfAborted();
    used++;
    try {
      const output = await teacher(example.input, { index, signal, count: () => {} });
      return (await accept(output, example)) ? { input: example.input, output } : undefined;
    } catch {
      signal.throwIfAborted();
      return undefined;
    }
  };
  // One at a time: each run is paid for, and the first few that pass are enough.
  for await (const { value } of mapConcurrently(order, solve, 1)) {
    if (value !== undefined) found.push(value);
    if (found.length === wanted) break;
  }
  return promptArtifact(
    { instruction, demonstrations: found },
    { method: 'bootstrap few-shot', seed, calls: used, trials: [] },
  );
}
