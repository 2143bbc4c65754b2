import type { DiscreteSchedule } from './discrete-schedule.ts';
import { type AlphaBarOptions, scheduleFromAlphaBar } from './from-alpha-bar.ts';

/** Options of {@link exponentialSchedule}. */
export interface ExponentialOptions extends AlphaBarOptions {
  /** How fast the signal falls. @default 12 */
  readonly rate?: number;
}

/** The exponential: `alpha(t)² = exp(-rate·t/T)`. */
export function exponentialSchedule({ rate = 12, ...options }: ExponentialOptions = {}): DiscreteSchedule {
  return scheduleFromAlphaBar('exponential', (u) => Math.exp(-rate * u), options);
}
