import {
  type DecayOptions,
  type LearningRateSchedule,
  requireRate,
  requireSteps,
  withWarmUp,
} from './learning-rate-schedule.ts';

/** Options of {@link warmUpStableDecay}. */
export interface WarmUpStableDecayOptions extends DecayOptions {
  /** Steps of decay at the end. */
  readonly decay: number;
  /** Curve of the decay. @default 'linear' */
  readonly shape?: 'linear' | 'cosine' | '1-sqrt';
}

const shapes = {
  linear: (progress: number) => 1 - progress,
  cosine: (progress: number) => (1 + Math.cos(Math.PI * progress)) / 2,
  '1-sqrt': (progress: number) => 1 - Math.sqrt(progress),
} as const;

/**
 * Warm-up, a long plateau at the peak, and a short decay to the floor, so that the plateau can be lengthened later.
 *
 * @throws {ArgumentError} when an option is out of range
 * @see Hu et al. 2024, "MiniCPM", section 4, https://arxiv.org/abs/2404.06395
 * @example
 * ```ts
 * import { schedules } from '@fm/train';
 *
 * const rate = schedules.warmUpStableDecay({ peak: 1, steps: 5, decay: 2 });
 * [1, 2, 3, 4, 5, 6].map(rate); // => [1, 1, 1, 1, 0.5, 0]
 * ```
 */
export function warmUpStableDecay(options: WarmUpStableDecayOptions): LearningRateSchedule {
  const { peak, steps, decay, warmUp = 0, floor = 0, shape = 'linear' } = options;
  requireRate('floor', floor);
  requireSteps('decay', decay, 1);
  requireSteps('steps', steps, warmUp + decay);
  const stable = steps - warmUp - decay;
  return withWarmUp(options, (elapsed) => {
    const progress = Math.min(1, Math.max(0, (elapsed - stable) / decay));
    return floor + (peak - floor) * shapes[shape](progress);
  });
}
