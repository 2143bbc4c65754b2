import { logSnr } from './log-snr.ts';
import type { NoiseLevel } from '../grids/sampling-grid.ts';

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
): ExponentialStep {
  const h = logSnr(to) - logSnr(from);
  if (h === 0) return { h, sample: 1, value: 0, slope: 0, midpointSlope: 0, curvature: 0, noise: 0 };
  return stepBy[algorithm](h, from, to);
}

const stepBy: Readonly<
  Record<DpmSolverAlgorithm, (h: number, from: NoiseLevel, to: NoiseLevel) => ExponentialStep>
> = {
  'dpmsolver++': (h, from, { alpha, sigma }) => {
    const decay = Math.expm1(-h);
    return {
      h,
      sample: sigma / from.sigma,
      value: -alpha * decay,
      midpointSlope: -0.5 * alpha * decay,
      slope: alpha * (decay / h + 1),
      curvature: -alpha * ((decay + h) / h ** 2 - 0.5),
      noise: 0,
    };
  },
  dpmsolver: (h, from, { alpha, sigma }) => {
    // sigma·(e^h - 1), finite where sigma is 0.
    const growth = (alpha * from.sigma) / from.alpha - sigma;
    return {
      h,
      sample: alpha / from.alpha,
      value: -growth,
      midpointSlope: -0.5 * growth,
      slope: sigma - growth / h,
      curvature: -((growth - sigma * h) / h ** 2 - 0.5 * sigma),
      noise: 0,
    };
  },
  'sde-dpmsolver++': (h, from, { alpha, sigma }) => {
    const decay = Math.expm1(-2 * h);
    return {
      h,
      sample: (sigma / from.sigma) * Math.exp(-h),
      value: -alpha * decay,
      midpointSlope: -0.5 * alpha * decay,
      slope: alpha * (decay / (2 * h) + 1),
      curvature: -alpha * ((decay + 2 * h) / (2 * h) ** 2 - 0.5),
      noise: sigma * Math.sqrt(-decay),
    };
  },
  'sde-dpmsolver': (h, from, { alpha, sigma }) => {
    const growth = (alpha * from.sigma) / from.alpha - sigma;
    return {
      h,
      sample: alpha / from.alpha,
      value: -2 * growth,
      midpointSlope: -growth,
      slope: 2 * (sigma - growth / h),
      curvature: -2 * ((growth - sigma * h) / h ** 2 - 0.5 * sigma),
      // sigma²·(e^2h - 1), finite where sigma is 0.
      noise: Math.sqrt(((alpha * from.sigma) / from.alpha) ** 2 - sigma ** 2),
    };
  },
};
