import { ArgumentError } from '@fm/core';
import { mapConcurrently } from '../evaluate/map-concurrently.ts';
import { fingerprintOf } from '../rendered/fingerprint.ts';

/** Options of {@link selfConsistency}. */
export interface SelfConsistencyOptions<Answer> {
  /** @default 5 */
  readonly samples?: number;
  /** Sample `i` gets `seed + i`. @default 0 */
  readonly seed?: number;
  /** Answers with the same key agree. @default their JSON */
  readonly key?: (answer: Answer) => string;
  /** Samples at once. @default 4 */
  readonly concurrency?: number;
}

/** The answer of a majority. */
export interface ConsistentAnswer<Answer> {
  /** The answer given most often, the first of equals; `undefined` when no sample gave one. */
  readonly answer: Answer | undefined;
  /** Share of all samples that gave it, in [0, 1]; those without an answer disagree. */
  readonly agreement: number;
  /** Different answers, most frequent first. */
  readonly votes: readonly { readonly answer: Answer; readonly count: number }[];
}

/**
 * Asks several times and takes the answer given most often. Sample with a temperature above 0, and hand the seed on.
 *
 * @throws {ArgumentError} when `samples` is no positive integer
 * @see https://arxiv.org/abs/2203.11171
 * @example
 * ```ts
 * import { selfConsistency } from '@fm/prompt';
 *
 * const answers = ['7', '8', '7', '7', undefined];
 * const { answer, agreement } = await selfConsistency(async (seed) => answers[seed]);
 * answer; // => '7'
 * agreement; // => 0.6
 * ```
 */
export async function selfConsistency<Answer>(
  sample: (seed: number) => Promise<Answer | undefined>,
  options: SelfConsistencyOptions<Answer> = {},
): Promise<ConsistentAnswer<Answer>> {
  const { samples = 5, seed = 0, concurrency = 4, key = (answer) => fingerprintOf({ of: answer }) } = options;
  if (!Number.isInteger(samples) || samples < 1) {
    throw new ArgumentError('selfConsistency: samples is out of range', {
      expected: 'an integer ≥ 1',
      received: `${samples}`,
    });
  }
  const answers = Array.from<Answer | undefined>({ length: samples });
  const seeds = Array.from({ length: samples }, (_, i) => seed + i);
  for await (const { index, value } of mapConcurrently(seeds, sample, concurrency)) answers[index] = value;
  const votes = new Map<string, { readonly answer: Answer; count: number }>();
  for (const answer of answers) {
    if (answer === undefined) continue;
    const vote = votes.get(key(answer));
    if (vote === undefined) votes.set(key(answer), { answer, count: 1 });
    else vote.count++;
  }
  // Sorting is stable: of equals the one given first stays first.
  const ranked = [...votes.values()].toSorted((a, b) => b.count - a.count);
  return { answer: ranked[0]?.answer, agreement: (ranked[0]?.count ?? 0) / samples, votes: ranked };
}
