import type { Metric } from '@fm/core';
import { meanMetric, type Observation } from '../observation.ts';

/**
 * F1 of the words that answer and expected answer share, as SQuAD counts them: case, punctuation and English articles
 * do not matter. Two empty answers agree. With several expected answers the best one counts.
 *
 * @see https://arxiv.org/abs/1606.05250 section 6.1
 * @example
 * ```ts
 * import { evaluate, tokenF1 } from '@fm/prompt';
 *
 * const dataset = [{ input: 'Who purrs?', output: ['A cat!', 'cats'] }];
 * const program = () => 'the black cat';
 * const { report } = await evaluate({ dataset, program, metrics: [tokenF1()] }).result;
 * report.metrics[0]?.value; // => 0.6667
 * ```
 */
export function tokenF1(): Metric<Observation<unknown, string | readonly string[], string>> {
  return meanMetric('token F1', 'maximize', ({ output, expected }) =>
    Math.max(...[expected].flat().map((answer) => tokenF1Score(output, answer as string))),
  );
}

/**
 * F1 of the words of one answer against one expected answer, in [0, 1].
 *
 * @see https://arxiv.org/abs/1606.05250 section 6.1
 * @example
 * ```ts
 * import { tokenF1Score } from '@fm/prompt';
 *
 * tokenF1Score('the black cat', 'A cat!'); // => 0.6667
 * ```
 */
export function tokenF1Score(output: string, expected: string): number {
  const [found, wanted] = [answerWords(output), answerWords(expected)];
  if (found.length === 0 || wanted.length === 0) return found.length === wanted.length ? 1 : 0;
  const left = new Map<string, number>();
  for (const word of wanted) left.set(word, (left.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of found) {
    const count = left.get(word) ?? 0;
    if (count > 0) common++;
    left.set(word, count - 1);
  }
  return (2 * common) / (found.length + wanted.length);
}

function answerWords(text: string): readonly string[] {
  return text
    .toLowerCase()
    .replaceAll(/[!-/:-@[-`{-~]/g, '')
    .replaceAll(/\b(?:a|an|the)\b/g, ' ')
    .split(/\s+/)
    .filter((word) => word !== '');
}
