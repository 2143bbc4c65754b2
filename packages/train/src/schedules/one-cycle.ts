import { type LearningRateSchedule, requireRate, requireSteps } from './learning-rate-schedule.ts';

/** Options of {@link oneCycle}. */
export interface OneCycleOptions {
  /** Highest rate. */
  readonly peak: number;
  /** Optimizer steps in all; the last of them has the floor. */
  readonly steps: number;
  /** Share of the steps that rise, in (0, 1). @default 0.3 */
  readonly rise?: number;
  /** Rate of the first step. @default peak / 25 */
  readonly start?: number;
  /** Rate of the last step. @default start / 10,000 */
  readonly floor?: number;
  /** Curve of both halves. @default 'cosine' */
  readonly shape?: 'cosine' | 'linear';
}

/**
 * One rise to the peak and one fall to almost nothing.
 *
 * @throws {ArgumentError} when an option is out of range
 * @see Smith & Topin 2018, "Super-Convergence", https://arxiv.org/abs/1708.07120
 * @example
 * ```ts
 * import { schedules } from '@fm/train';
 *
 * const rate = schedules.oneCycle({ peak: 1, start: 0, floor: 0, steps: 10, rise: 0.3, shape: 'linear' });
 * [1, 2, 3, 10].map(rate); // => [0, 0.5, 1, 0]
 * ```
 */
export function oneCycle(options: OneCycleOptions): LearningRateSchedule {
  const { peak, steps, rise = 0.3, start = peak / 25, floor = start / 10_000, shape = 'cosine' } = options;
  for (const [name, rate] of Object.entries({ peak, start, floor })) requireRate(name, rate);
  requireSteps('steps', steps, Math.ceil(1 / rise) + 1);
  const top = rise * steps - 1;
  const mix = (from: number, to: number, progress: number): number =>
    to + (from - to) * (shape === 'linear' ? 1 - progress : (1 + Math.cos(Math.PI * progress)) / 2);
  return (step) => {
    const elapsed = step - 1;
    if (elapsed <= top) return mix(start, peak, elapsed / top);
    return mix(peak, floor, Math.min(1, (elapsed - top) / (steps - 1 - top)));
  };
}
