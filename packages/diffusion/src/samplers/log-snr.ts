import type { NoiseLevel } from '../grids/sampling-grid.ts';
import { rounding, type TablePrecision } from '../schedules/discrete-schedule.ts';

/** How a solver's weights are computed. */
export interface WeightOptions {
  /**
   * Number format of the weights. `f32` repeats PyTorch's rounding, which steps from high noise levels magnify: the
   * readers of diffusers' configurations use it. @default 'f64'
   */
  readonly precision?: TablePrecision;
}

/** Half the logarithm of the signal-to-noise ratio, `λ = ln(alpha/sigma)`; ±∞ where one of them is 0. */
export function logSnr({ alpha, sigma }: NoiseLevel, precision?: TablePrecision): number {
  const round = rounding(precision);
  return round(round(Math.log(alpha)) - round(Math.log(sigma)));
}
