import type { NoiseLevel } from '../grids/sampling-grid.ts';
import { rounding } from '../schedules/discrete-schedule.ts';
import { logSnr, type WeightOptions } from './log-snr.ts';

const exact = rounding('f64');

/**
 * What DPM-Solver integrates: the data (`++`) or the noise estimate, along the probability-flow ODE or the reverse SDE.
 */
export type DpmSolverAlgorithm = 'dpmsolver' | 'dpmsolver++' | 'sde-dpmsolver' | 'sde-dpmsolver++';

/** How the second order is reached; the two differ by terms of third order. */
export type DpmSolverType = 'midpoint' | 'heun';

/** Weights of one exponential-integrator step over `h = λ' - λ`. */
export interface ExponentialStep {
  readonly h: number;
  /** Of the sample. */
  readonly sample: number;
  /** Of the output. */
  readonly value: number;
  /** Of `h` times the output's first derivative in λ, by the integral of `e^λ·(λ - λ₀)/h`. */
  readonly slope: number;
  /** The same, by the midpoint rule: half of `value`. */
  readonly midpointSlope: number;
  /** Of `h²` times the output's second derivative in λ. */
  readonly curvature: number;
  /** Of fresh noise; 0 along the ODE. */
  readonly noise: number;
}

/** Whether the algorithm draws noise. */
export function isStochastic(algorithm: DpmSolverAlgorithm): boolean {
  return algorithm.startsWith('sde');
}

/** Whether the algorithm integrates the data estimate. */
export function predictsData(algorithm: DpmSolverAlgorithm): boolean {
  return algorithm.endsWith('++');
}

/**
 * The weights of a step from one noise level to another.
 *
 * With `m` the output as a polynomial in λ, `x' = sample·x + value·m + slope·h·m' + curvature·h²·m'' + noise·z`.
 *
 * @see Lu et al. 2022, arXiv 2206.00927, proposition 3.1; arXiv 2211.01095, proposition 4.1 and section 5
 */
export function exponentialStep(
  algorithm: DpmSolverAlgorithm,
  from: NoiseLevel,
  to: NoiseLevel,
  { precision = 'f64' }: WeightOptions = {},
): ExponentialStep {
  const round = rounding(precision);
  const h = round(logSnr(to, precision) - logSnr(from, precision));
  if (h === 0) return { h, sample: 1, value: 0, slope: 0, midpointSlope: 0, curvature: 0, noise: 0 };
  return (predictsData(algorithm) ? dataStep : noiseStep)({
    h,
    from,
    to,
    round,
    sde: isStochastic(algorithm),
  });
}

interface StepInput {
  readonly h: number;
  readonly from: NoiseLevel;
  readonly to: NoiseLevel;
  readonly sde: boolean;
  round(value: number): number;
}

function dataStep({ h, from, to: { alpha, sigma }, sde, round }: StepInput): ExponentialStep {
  // The noise of the SDE makes the data estimate count twice.
  const z = sde ? 2 * h : h;
  const decay = exponentialMinusOne(-z, round);
  const ratio = round(sigma / from.sigma);
  const value = -round(alpha * decay);
  return {
    h,
    sample: sde ? round(ratio * round(Math.exp(-h))) : ratio,
    value,
    midpointSlope: 0.5 * value,
    slope: round(alpha * round(round(decay / z) + 1)),
    curvature: -round(alpha * round(round(round(decay + z) / round(z * z)) - 0.5)),
    noise: sde ? round(sigma * round(Math.sqrt(-decay))) : 0,
  };
}

function noiseStep({ h, from, to, sde, round }: StepInput): ExponentialStep {
  const { alpha, sigma } = to;
  const growth =
    round === exact || sigma === 0 ? noiseDifference(from, to) : round(sigma * exponentialMinusOne(h, round));
  const factor = sde ? 2 : 1;
  return {
    h,
    sample: round(alpha / from.alpha),
    value: -factor * growth,
    midpointSlope: -0.5 * factor * growth,
    slope: factor * (sigma - growth / h),
    curvature: -factor * ((growth - sigma * h) / h ** 2 - 0.5 * sigma),
    // sigma²·(e^2h - 1), finite where sigma is 0.
    noise: sde ? Math.sqrt(Math.max(((alpha * from.sigma) / from.alpha) ** 2 - sigma ** 2, 0)) : 0,
  };
}

/** `sigma'·(e^h - 1)`, finite where `sigma'` is 0. */
export function noiseDifference(from: NoiseLevel, to: NoiseLevel): number {
  return (to.alpha * from.sigma) / from.alpha - to.sigma;
}

/** `e^x - 1`; in float32 the digits that PyTorch loses are lost here too. */
function exponentialMinusOne(x: number, round: (value: number) => number): number {
  return round === exact ? Math.expm1(x) : round(round(Math.exp(x)) - 1);
}
