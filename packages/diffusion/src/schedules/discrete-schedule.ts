import { ArgumentError, type NoiseSchedule } from '@fm/core';

/** A variance-preserving schedule with a table: `alpha(t)² = Π (1 - beta_i)` over `i ≤ t` and `alpha² + sigma² = 1`. */
export interface DiscreteSchedule extends NoiseSchedule {
  readonly trainingSteps: number;
  /** Variance added by each training step, in (0, 1]. */
  readonly betas: readonly number[];
  /** `alpha(t)²` of each training step, falling. */
  readonly alphasCumulative: readonly number[];
}

/**
 * Number format that a table is computed in. `f32` repeats PyTorch's rounding step by step, which matters for
 * agreement with networks and programs made there: at the first timestep `1 - alpha²` keeps only four digits.
 */
export type TablePrecision = 'f32' | 'f64';

/** Options of every schedule made from betas. */
export interface TableOptions {
  /** @default 'f64' */
  readonly precision?: TablePrecision;
}

/** What {@link linearSchedule} and the other beta schedules take. */
export interface BetaOptions extends TableOptions {
  /** Number of training timesteps. @default 1000 */
  readonly trainingSteps?: number;
}

/** The rounding that a precision asks for after every operation. */
export function rounding(precision: TablePrecision | undefined): (value: number) => number {
  return precision === 'f32' ? Math.fround : unrounded;
}

// One function, so that solvers can ask whether they round.
const unrounded = (value: number): number => value;

/**
 * A schedule from the variance of each of its steps.
 *
 * @param betas - variances in [0, 1], one for each training timestep
 * @throws {ArgumentError} when `betas` is empty or leaves its range
 * @example
 * ```ts
 * import { discreteSchedule } from '@fm/diffusion';
 *
 * discreteSchedule('two steps', [0.5, 0.5]).alphasCumulative; // => [0.5, 0.25]
 * ```
 */
export function discreteSchedule(
  name: string,
  betas: readonly number[],
  { precision }: TableOptions = {},
): DiscreteSchedule {
  if (betas.length === 0 || !betas.every((beta) => beta >= 0 && beta <= 1)) {
    throw new ArgumentError(`${name}: these are no variances of a forward process`, {
      expected: 'at least one number, all in [0, 1]',
      received: `${betas.length} numbers, ${betas.find((beta) => !(beta >= 0 && beta <= 1))} among them`,
    });
  }
  const round = rounding(precision);
  const rounded = betas.map(round);
  let product = 1;
  const alphasCumulative = rounded.map((beta) => {
    product *= round(1 - beta);
    return round(product);
  });
  return scheduleFromTable(name, rounded, alphasCumulative);
}

/** A schedule from its two tables, which must agree with each other. */
export function scheduleFromTable(
  name: string,
  betas: readonly number[],
  alphasCumulative: readonly number[],
): DiscreteSchedule {
  const at = (t: number): number => {
    if (!(t >= 0 && t <= alphasCumulative.length - 1)) {
      throw new ArgumentError(`${name}: this timestep is not in the schedule`, {
        expected: `0 to ${alphasCumulative.length - 1}`,
        received: `${t}`,
      });
    }
    if (Number.isInteger(t)) return alphasCumulative[t] as number;
    // Between timesteps the logarithm of sigma / alpha is linear.
    const low = Math.floor(t);
    const [a, b] = [logNoise(alphasCumulative[low] as number), logNoise(alphasCumulative[low + 1] as number)];
    return 1 / (1 + Math.exp(2 * (a + (t - low) * (b - a))));
  };
  return Object.freeze({
    name,
    trainingSteps: betas.length,
    betas: Object.freeze([...betas]),
    alphasCumulative: Object.freeze([...alphasCumulative]),
    alpha: (t: number) => Math.sqrt(at(t)),
    sigma: (t: number) => Math.sqrt(1 - at(t)),
  });
}

function logNoise(alphaCumulative: number): number {
  return 0.5 * Math.log((1 - alphaCumulative) / alphaCumulative);
}
