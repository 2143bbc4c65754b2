import { ArgumentError } from '@fm/core';
import * as z from 'zod';

import type { PlanOptions } from './diffusers-scheduler.ts';
import { readSetOptions } from './plan-options.ts';

const setOptions = z.strictObject({
  original_inference_steps: z.int().positive().optional(),
  strength: z.number().positive().max(1).default(1),
});

/** What {@link distilledTimesteps} reads of a configuration. */
export interface DistilledConfig {
  readonly num_train_timesteps: number;
  readonly original_inference_steps: number;
}

/**
 * Timesteps of the distilled classes: every few of those that the teacher was sampled with.
 *
 * @param dense - whether a list of one's own makes the teacher's timesteps all of them, as in `TCDScheduler`
 * @throws {ArgumentError} when there are fewer of the teacher's than are asked for
 */
export function distilledTimesteps(
  className: string,
  config: DistilledConfig,
  options: PlanOptions,
  dense: boolean,
): number[] {
  const { original_inference_steps: own, strength } = readSetOptions(className, setOptions, options);
  const training = config.num_train_timesteps;
  if (options.timesteps !== undefined) {
    const count = options.timesteps.length;
    return options.timesteps.slice(Math.max(count - Math.trunc(count * strength), 0));
  }
  const original = own ?? config.original_inference_steps;
  const stride = Math.floor(training / original);
  const teacher =
    dense && own !== undefined
      ? Array.from({ length: Math.trunc(training * strength) }, (_, i) => i)
      : Array.from({ length: Math.trunc(original * strength) }, (_, i) => (i + 1) * stride - 1);
  const steps = options.steps ?? teacher.length;
  if (original > training || steps > teacher.length) {
    throw new ArgumentError(`${className}: there are fewer timesteps than steps`, {
      expected: `at most ${teacher.length} steps, and at most ${training} original steps`,
      received: `${steps} steps of ${original} original ones, strength ${strength}`,
      hint: 'Take fewer steps, or a larger `original_inference_steps`.',
    });
  }
  const falling = teacher.reverse();
  return Array.from({ length: steps }, (_, i) => falling[Math.floor(i * (falling.length / steps))] as number);
}
