import { ArgumentError } from '@fm/core';
import { evaluate, type Program } from '../evaluate/evaluate.ts';
import { fingerprintOf } from '../rendered/fingerprint.ts';
import type { Example } from '../task/example.ts';
import {
  promptArtifact,
  type PromptArtifact,
  type PromptSettings,
  type SearchRecord,
  type Trial,
} from './prompt-artifact.ts';

/** What all searches need. */
export interface SearchOptions<Input, Output> {
  /** The program that a candidate makes. */
  readonly build: (settings: PromptSettings<Input, Output>) => Program<Input, Output>;
  /** Examples that candidates are scored on; none of them may be shown to the model. */
  readonly validation: readonly Example<Input, Output>[];
  /** How good an output is; higher is better. @default 1 when it equals the expected one as JSON, else 0 */
  readonly score?: (output: Output, example: Example<Input, Output>) => number;
  /** Most runs of the program. A candidate that could not be scored on all validation examples is not begun. */
  readonly calls: number;
  /** @default 0 */
  readonly seed?: number;
  /** Examples at once. @default 4 */
  readonly concurrency?: number;
  readonly signal?: AbortSignal;
}

/**
 * Scores candidates until there are no more or the budget does not last for another; the best one wins, the first of
 * equals. Candidates that were scored before cost nothing.
 *
 * @throws {ArgumentError} when the budget does not last for one candidate, or a demonstration is a validation example
 */
export async function searchCandidates<Input, Output>(
  candidates: Iterable<PromptSettings<Input, Output>> | AsyncIterable<PromptSettings<Input, Output>>,
  options: SearchOptions<Input, Output>,
  method: SearchRecord['method'],
): Promise<PromptArtifact<Input, Output>> {
  const { build, validation, calls, seed = 0, concurrency = 4, signal, score = equal } = options;
  if (validation.length === 0 || !(calls >= validation.length)) {
    throw new ArgumentError(`${method}: the budget does not last for one candidate`, {
      expected: `validation examples, and at least as many calls (${validation.length})`,
      received: `calls: ${calls}`,
    });
  }
  const held = new Set(validation.map((example) => fingerprintOf({ of: example })));
  const trials: Trial[] = [];
  const known = new Set<string>();
  let best: { readonly settings: PromptSettings<Input, Output>; readonly score: number } | undefined;
  let used = 0;
  for await (const { instruction, demonstrations } of candidates) {
    const settings = { instruction, demonstrations };
    const fingerprint = fingerprintOf(settings);
    if (known.has(fingerprint)) continue;
    known.add(fingerprint);
    if (demonstrations.some((example) => held.has(fingerprintOf({ of: example })))) {
      throw new ArgumentError(`${method}: a demonstration is one of the validation examples`, {
        hint: 'Keep them apart: splitExamples(examples).',
      });
    }
    used += validation.length;
    const { observations } = await evaluate({
      name: method,
      dataset: validation,
      program: build(settings),
      metrics: [],
      concurrency,
      ...(signal && { signal }),
    }).result;
    const scores = observations.map(({ input, expected, output }) =>
      score(output, { input, output: expected }),
    );
    const mean = scores.reduce((sum, value) => sum + value, 0) / scores.length;
    trials.push({ fingerprint, score: mean });
    if (best === undefined || mean > best.score) best = { settings, score: mean };
    // Asked before the next candidate is: making one may cost something too.
    if (used + validation.length > calls) break;
  }
  if (best === undefined) throw new ArgumentError(`${method}: there are no candidates`);
  return promptArtifact(best.settings, { method, seed, calls: used, trials });
}

function equal<Output>(output: Output, { output: expected }: { readonly output: Output }): number {
  return fingerprintOf({ of: output }) === fingerprintOf({ of: expected }) ? 1 : 0;
}
