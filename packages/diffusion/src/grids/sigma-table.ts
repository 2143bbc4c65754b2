import { type DiscreteSchedule, rounding, type TablePrecision } from '../schedules/discrete-schedule.ts';

/**
 * `sigma/alpha` at every training timestep, rising: the noise level in variance-exploding terms.
 *
 * @param precision - number format of every operation; `f32` repeats PyTorch's rounding. @default 'f64'
 * @example
 * ```ts
 * import { discreteSchedule, sigmaTable } from '@fm/diffusion';
 *
 * sigmaTable(discreteSchedule('two steps', [0.5, 0.6])); // => [1, 2]
 * ```
 */
export function sigmaTable(schedule: DiscreteSchedule, precision: TablePrecision = 'f64'): number[] {
  const round = rounding(precision);
  return schedule.alphasCumulative.map((square) => round(Math.sqrt(round(round(1 - square) / square))));
}

/** The table's value at a fractional timestep, linear between entries and constant beyond them. */
export function interpolateTable(table: readonly number[], timestep: number): number {
  const last = table.length - 1;
  if (timestep <= 0) return table[0] as number;
  if (timestep >= last) return table[last] as number;
  const low = Math.floor(timestep);
  const [a, b] = [table[low] as number, table[low + 1] as number];
  return (b - a) * (timestep - low) + a;
}

/**
 * The fractional timestep at which a rising table of `ln sigma` has a value; clamped to the table.
 *
 * @param logTable - `ln sigma` at every training timestep, rising
 * @param precision - number format of logarithms and weights; `f32` repeats numpy's rounding. @default 'f64'
 * @example
 * ```ts
 * import { linearSchedule, sigmaTable, timestepOfSigma } from '@fm/diffusion';
 *
 * const sigmas = sigmaTable(linearSchedule());
 * const logTable = sigmas.map(Math.log);
 * timestepOfSigma(logTable, sigmas[500] ?? 0); // => 500
 * timestepOfSigma(logTable, 1); // => 258.1
 * ```
 */
export function timestepOfSigma(
  logTable: readonly number[],
  sigma: number,
  precision: TablePrecision = 'f64',
): number {
  const round = rounding(precision);
  const target = round(Math.log(Math.max(sigma, 1e-10)));
  let low = 0;
  let high = logTable.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (target >= (logTable[middle] as number)) low = middle;
    else high = middle;
  }
  const [a, b] = [logTable[low] as number, logTable[low + 1] as number];
  const weight = Math.min(Math.max(round(round(a - target) / round(a - b)), 0), 1);
  return round(1 - weight) * low + weight * (low + 1);
}
