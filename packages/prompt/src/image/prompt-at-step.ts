import { ArgumentError } from '@fm/core';
import { merged } from './a1111/read-emphasis.ts';
import type { ImageFragment, ImagePrompt, ResolvedFragment, ScheduleStep } from './image-prompt.ts';

/** A step of a sampler. */
export interface SamplingStep {
  /** Counted from 1. */
  readonly step: number;
  /** How many there are. */
  readonly steps: number;
}

/**
 * What a prompt says at one step: texts with their weights, and breaks. Neighbours of one weight are joined.
 *
 * @throws {ArgumentError} when `step` is not in [1, steps]
 * @example
 * ```ts
 * import { parseA1111, promptAtStep } from '@fm/prompt';
 *
 * const fragments = parseA1111('a [cat|dog]').clauses[0]?.parts[0]?.fragments ?? [];
 * promptAtStep(fragments, { step: 2, steps: 10 }); // => [{ kind: 'text', text: 'a dog', weight: 1 }]
 * ```
 */
export function promptAtStep(
  fragments: readonly ImageFragment[],
  { step, steps }: SamplingStep,
): readonly ResolvedFragment[] {
  if (!Number.isSafeInteger(step) || !Number.isSafeInteger(steps) || step < 1 || step > steps) {
    throw new ArgumentError('promptAtStep: there is no such step', {
      expected: `an integer in [1, ${steps}]`,
      received: `${step}`,
    });
  }
  const flat = (inner: readonly ImageFragment[]): readonly ResolvedFragment[] =>
    inner.flatMap((fragment): readonly ResolvedFragment[] => {
      if (fragment.kind === 'schedule')
        return flat(step <= lastStep(fragment.until, steps) ? fragment.before : fragment.after);
      if (fragment.kind === 'alternate')
        return flat(fragment.options[(step - 1) % fragment.options.length] ?? []);
      return [fragment];
    });
  return merged(flat(fragments)) as readonly ResolvedFragment[];
}

/**
 * The steps at which a prompt begins to say something new, counted from 1; the first is 1. What it says holds up to
 * the next of them, so that many steps need few encodings.
 *
 * @example
 * ```ts
 * import { changingSteps, parseA1111 } from '@fm/prompt';
 *
 * changingSteps(parseA1111('a [red:blue:0.5] [cat::15]'), 20); // => [1, 11, 16]
 * ```
 */
export function changingSteps({ clauses, negative }: ImagePrompt, steps: number): readonly number[] {
  const found = new Set([1]);
  const visit = (fragments: readonly ImageFragment[]): void => {
    for (const fragment of fragments) {
      if (fragment.kind === 'schedule') {
        found.add(Math.max(0, lastStep(fragment.until, steps)) + 1);
        visit(fragment.before);
        visit(fragment.after);
      } else if (fragment.kind === 'alternate') {
        for (let step = 1; step <= steps; step++) found.add(step);
        for (const option of fragment.options) visit(option);
      }
    }
  };
  for (const { parts } of negative ? [...clauses, negative] : clauses)
    for (const { fragments } of parts) visit(fragments);
  return [...found].filter((step) => step <= steps).sort((a, b) => a - b);
}

function lastStep(until: ScheduleStep, steps: number): number {
  return Math.min(steps, Math.trunc('share' in until ? until.share * steps : until.step));
}
