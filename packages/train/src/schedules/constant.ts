import { type LearningRateSchedule, type WarmUpOptions, withWarmUp } from './learning-rate-schedule.ts';

/**
 * The peak, after an optional linear warm-up.
 *
 * @throws {ArgumentError} when an option is out of range
 * @example
 * ```ts
 * import { schedules } from '@fm/train';
 *
 * const rate = schedules.constant({ peak: 1, warmUp: 3 });
 * [1, 2, 3, 4, 5].map(rate); // => [0.25, 0.5, 0.75, 1, 1]
 * ```
 */
export function constant(options: WarmUpOptions): LearningRateSchedule {
  return withWarmUp(options, () => options.peak);
}
