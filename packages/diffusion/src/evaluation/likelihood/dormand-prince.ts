import { NumericalError } from '@fm/core';

/** Derivative of a system at a place. */
export type Derivative = (u: number, y: Float64Array) => Promise<Float64Array>;

/** How exactly a system is integrated. */
export interface IntegrationOptions {
  readonly from: number;
  readonly to: number;
  /** Largest local error of a step, relative to the state's magnitude and absolutely alike. */
  readonly tolerance: number;
  readonly signal?: AbortSignal | undefined;
}

/** Butcher's table of the method: places, weights of earlier slopes, and the difference between both solutions. */
const places = [0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1, 1];
const weights = [
  [],
  [1 / 5],
  [3 / 40, 9 / 40],
  [44 / 45, -56 / 15, 32 / 9],
  [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
  [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
  [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
];
const errorWeights = [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40];

/**
 * Integrates `dy/du = f(u, y)` by the pair of Dormand and Prince, order 5 with steps chosen by the error of order 4.
 *
 * @throws {NumericalError} when the derivative is not finite, or steps become too small
 * @see Dormand and Prince 1980, "A family of embedded Runge-Kutta formulae"
 */
export async function integrate(
  derivative: Derivative,
  start: Float64Array,
  { from, to, tolerance, signal }: IntegrationOptions,
): Promise<Float64Array> {
  const length = to - from;
  let [u, y, step] = [from, start, length / 20];
  let slope = await derivative(u, y);
  while (u < to) {
    signal?.throwIfAborted();
    step = Math.min(step, to - u);
    const slopes = [slope];
    let candidate = y;
    for (let stage = 1; stage < places.length; stage++) {
      candidate = advance(y, slopes, weights[stage] as readonly number[], step);
      slopes.push(await derivative(u + (places[stage] as number) * step, candidate));
    }
    const error = errorNorm(y, candidate, { slopes, step, tolerance });
    if (!Number.isFinite(error) || step < 1e-9 * length) {
      throw new NumericalError('The probability-flow ODE cannot be followed', {
        received: Number.isFinite(error) ? `a step of ${step}` : 'a derivative that is not finite',
        hint: 'Look at what the network gives near this noise level, or raise the tolerance.',
      });
    }
    if (error <= 1) {
      u = step === to - u ? to : u + step;
      y = candidate;
      slope = slopes.at(-1) as Float64Array; // first same as last
    }
    step *= Math.min(5, Math.max(0.2, 0.9 * Math.max(error, 1e-10) ** -0.2));
  }
  return y;
}

function advance(
  y: Float64Array,
  slopes: readonly Float64Array[],
  coefficients: readonly number[],
  step: number,
): Float64Array {
  return y.map((value, i) => {
    let sum = 0;
    for (const [stage, coefficient] of coefficients.entries())
      sum += coefficient * ((slopes[stage] as Float64Array)[i] as number);
    return value + step * sum;
  });
}

interface ErrorContext {
  readonly slopes: readonly Float64Array[];
  readonly step: number;
  readonly tolerance: number;
}

/** Root mean square of the local error in units of the tolerance. */
function errorNorm(
  before: Float64Array,
  after: Float64Array,
  { slopes, step, tolerance }: ErrorContext,
): number {
  let sum = 0;
  for (let i = 0; i < before.length; i++) {
    let error = 0;
    for (const [stage, coefficient] of errorWeights.entries())
      error += coefficient * ((slopes[stage] as Float64Array)[i] as number);
    const scale = tolerance * (1 + Math.max(Math.abs(before[i] as number), Math.abs(after[i] as number)));
    sum += ((step * error) / scale) ** 2;
  }
  return Math.sqrt(sum / before.length);
}
