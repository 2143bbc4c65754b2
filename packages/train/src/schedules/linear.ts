import {
  type DecayOptions,
  type LearningRateSchedule,
  requireRate,
  requireSteps,
  withWarmUp,
} from './learning-rate-schedule.ts';

/**
 * A straight line from the peak to the floor, after an optional linear warm-up.
 *
 * @throws {ArgumentError} when an option is out of range
 * @example
 * ```ts
 * import { schedules } from '@fm/train';
 *
 * const rate = schedules.linear({ peak: 1, steps: 4 });
 * [1, 2, 3, 4, 5].map(rate); // => [1, 0.75, 0.5, 0.25, 0]
 * ```
 */
export function linear(options: DecayOptions): LearningRateSchedule {
  const { peak, steps, warmUp = 0, floor = 0 } = options;
  requireRate('floor', floor);
  requireSteps('steps', steps, warmUp + 1);
  return withWarmUp(options, (elapsed) => {
    const remaining = Math.max(0, 1 - elapsed / (steps - warmUp));
    return floor + (peak - floor) * remaining;
  });
}
