import {
  type DecayOptions,
  type LearningRateSchedule,
  requireRate,
  requireSteps,
  withWarmUp,
} from './learning-rate-schedule.ts';

/**
 * Half a cosine wave from the peak to the floor, after an optional linear warm-up:
 * `floor + (peak − floor) · (1 + cos(π · progress)) / 2`.
 *
 * @throws {ArgumentError} when an option is out of range
 * @see Loshchilov & Hutter 2017, "SGDR", https://arxiv.org/abs/1608.03983
 * @example
 * ```ts
 * import { schedules } from '@fm/train';
 *
 * const rate = schedules.cosine({ peak: 1, floor: 0.5, steps: 2 });
 * [1, 2, 3].map(rate); // => [1, 0.75, 0.5]
 * ```
 */
export function cosine(options: DecayOptions): LearningRateSchedule {
  const { peak, steps, warmUp = 0, floor = 0 } = options;
  requireRate('floor', floor);
  requireSteps('steps', steps, warmUp + 1);
  return withWarmUp(options, (elapsed) => {
    const progress = Math.min(1, elapsed / (steps - warmUp));
    return floor + ((peak - floor) * (1 + Math.cos(Math.PI * progress))) / 2;
  });
}
