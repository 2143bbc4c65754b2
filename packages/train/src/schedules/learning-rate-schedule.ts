import { ArgumentError } from '@fm/core';

/**
 * A learning rate as a pure function of the step.
 *
 * @param step - the optimizer step about to be taken, counted from 1
 */
export type LearningRateSchedule = (step: number) => number;

/** What every optimizer takes as its learning rate. */
export type LearningRate = number | LearningRateSchedule;

/**
 * The rate in force during a step.
 *
 * @param rate - a number, or a function of the step
 * @param step - counted from 1
 * @example
 * ```ts
 * import { schedules } from '@fm/train';
 *
 * const warmUp = (step: number): number => 1e-3 * Math.min(1, step / 100);
 * schedules.learningRateAt(warmUp, 50); // => 0.0005
 * schedules.learningRateAt(3e-4, 50); // => 0.0003
 * ```
 */
export function learningRateAt(rate: LearningRate, step: number): number {
  return typeof rate === 'number' ? rate : rate(step);
}

/** Options that every schedule with a linear warm-up has. */
export interface WarmUpOptions {
  /** Highest rate. */
  readonly peak: number;
  /** Steps of linear rise before the peak. @default 0 */
  readonly warmUp?: number;
  /**
   * Rate of the very first step. Python's transformers starts at 0, which wastes that step.
   *
   * @default `peak / (warmUp + 1)`
   */
  readonly start?: number;
}

/** Options of schedules that end after a known number of steps. */
export interface DecayOptions extends WarmUpOptions {
  /** Optimizer steps in all, warm-up included; the floor holds afterwards. */
  readonly steps: number;
  /** Lowest rate after the peak. @default 0 */
  readonly floor?: number;
}

/**
 * Linear rise to the peak, then `after(steps since the end of the warm-up)`.
 *
 * @throws {ArgumentError} when a rate is negative or the warm-up is no count of steps
 */
export function withWarmUp(
  { peak, warmUp = 0, start = peak / (warmUp + 1) }: WarmUpOptions,
  after: (elapsed: number) => number,
): LearningRateSchedule {
  requireRate('peak', peak);
  requireRate('start', start);
  requireSteps('warmUp', warmUp, 0);
  return (step) => {
    const elapsed = step - 1;
    return elapsed < warmUp ? start + ((peak - start) * elapsed) / warmUp : after(elapsed - warmUp);
  };
}

/**
 * Refuses what is no learning rate.
 *
 * @throws {ArgumentError} when `rate` is negative or not finite
 */
export function requireRate(name: string, rate: number): void {
  if (Number.isFinite(rate) && rate >= 0) return;
  throw new ArgumentError(`Schedule: ${name} is no learning rate`, {
    expected: 'a finite number ≥ 0',
    received: `${rate}`,
  });
}

/**
 * Refuses what is no count of steps.
 *
 * @throws {ArgumentError} when `steps` is no integer or below `least`
 */
export function requireSteps(name: string, steps: number, least: number): void {
  if (Number.isInteger(steps) && steps >= least) return;
  throw new ArgumentError(`Schedule: ${name} is no count of steps`, {
    expected: `an integer ≥ ${least}`,
    received: `${steps}`,
  });
}
