import {
  type LearningRateSchedule,
  requireSteps,
  type WarmUpOptions,
  withWarmUp,
} from './learning-rate-schedule.ts';

/** Options of {@link inverseSqrt}. */
export interface InverseSqrtOptions extends WarmUpOptions {
  /** Steps after which the rate has fallen to `peak / √2`, counted from the end of the warm-up. @default warmUp, or 10,000 without one */
  readonly timescale?: number;
}

/**
 * Decay with the inverse square root of the step, without an end: `peak / √(1 + elapsed / timescale)`.
 *
 * @throws {ArgumentError} when an option is out of range
 * @see Vaswani et al. 2017, "Attention Is All You Need", section 5.3, https://arxiv.org/abs/1706.03762
 * @example
 * ```ts
 * import { schedules } from '@fm/train';
 *
 * schedules.inverseSqrt({ peak: 1, timescale: 10 })(31); // => 0.5
 * ```
 */
export function inverseSqrt(options: InverseSqrtOptions): LearningRateSchedule {
  const { peak, warmUp = 0, timescale = warmUp || 10_000 } = options;
  requireSteps('timescale', timescale, 1);
  return withWarmUp(options, (elapsed) => peak / Math.sqrt(1 + elapsed / timescale));
}
