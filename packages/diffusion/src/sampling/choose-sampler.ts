import { ArgumentError, type HostTensor, type Sampler, type SamplerState } from '@fm/core';

import { type SampleOptions, sample } from './sample.ts';

/** A method that {@link chooseSampler} may choose. */
export interface SamplerCandidate<State extends SamplerState = SamplerState> {
  /** For the ranking. */
  readonly name: string;
  /** Order of convergence that errors are extrapolated with. */
  readonly order: number;
  /**
   * A deterministic sampler of at most so many evaluations, from the probe's noise level to the same last one whatever
   * their number; `undefined` where the method cannot do with so few.
   */
  make(evaluations: number): Sampler<State> | undefined;
}

/** Options of {@link chooseSampler}. */
export interface ChooseSamplerOptions<State extends SamplerState> extends Pick<
  SampleOptions<State>,
  'denoiser' | 'parameterization' | 'conditioning' | 'signal'
> {
  /** Evaluations that a run may take, at least 2. */
  readonly evaluations: number;
  /** The methods to try, at least one. */
  readonly candidates: readonly SamplerCandidate<State>[];
  /** Starting sample of the trials, `f32[batch, ...]`: a few images are enough. */
  readonly probe: HostTensor<'f32'>;
}

/** What {@link chooseSampler} found out about a candidate. */
export interface SamplerEstimate<State extends SamplerState = SamplerState> {
  /** The candidate's. */
  readonly name: string;
  /** Made for the whole budget. */
  readonly sampler: Sampler<State>;
  /** Estimated root-mean-square error of the last sample. */
  readonly error: number;
}

/** The choice, and all estimates. */
export interface SamplerChoice<State extends SamplerState = SamplerState> extends SamplerEstimate<State> {
  /** Estimates of all candidates, the best first. */
  readonly ranking: readonly SamplerEstimate<State>[];
  /** Evaluations that the choice cost. */
  readonly spent: number;
}

/**
 * Chooses the method with the least error within a budget of evaluations, by trying them.
 *
 * Every candidate runs on the probe with the whole budget and with half of it. The distance of the two results,
 * divided by `2^order - 1`, estimates the error of the better one (Richardson's extrapolation). That holds where errors
 * fall with the order already: with few evaluations it is a guess of the error's size, not a bound, and it tells
 * nothing about how good the network is. A candidate whose result is not finite is left out.
 *
 * The choice costs 1.5 budgets for each candidate.
 *
 * @throws {ArgumentError} when no candidate can be tried
 * @throws {NumericalError} when the network gives NaN or an infinity before the last step
 * @example
 * ```ts
 * import { type Denoiser, hostTensor } from '@fm/core';
 * import {
 *   chooseSampler,
 *   dpmSolverMultistep,
 *   linearSchedule,
 *   trailingTimesteps,
 *   variancePreservingGrid,
 * } from '@fm/diffusion';
 *
 * // The network of standard normal data: its velocity is 0.
 * const still = hostTensor('f32', [0], [1, 1]);
 * const denoiser: Denoiser = { name: 'normal', prediction: 'velocity', sampleShape: [1], predict: async () => still };
 * const grid = (steps: number) => variancePreservingGrid(linearSchedule(), trailingTimesteps(1000, steps));
 * const candidates = [1, 2].map((order) => ({
 *   name: `order ${order}`,
 *   order,
 *   make: (evaluations: number) => dpmSolverMultistep(grid(evaluations), { order }),
 * }));
 * const probe = hostTensor('f32', [1], [1, 1]);
 * const { name, spent } = await chooseSampler({ denoiser, candidates, evaluations: 20, probe });
 * name; // => 'order 2'
 * spent; // => 60
 * ```
 */
export async function chooseSampler<State extends SamplerState>(
  options: ChooseSamplerOptions<State>,
): Promise<SamplerChoice<State>> {
  const { evaluations, candidates, probe, ...network } = options;
  let spent = 0;
  const run = async (sampler: Sampler<State>): Promise<Float32Array> => {
    const trial = sample({ ...network, sampler, sample: probe });
    for await (const _ of trial) spent++;
    return (await trial.result).data as Float32Array;
  };
  const estimates: SamplerEstimate<State>[] = [];
  for (const { name, order, make } of candidates) {
    const [whole, half] = [make(evaluations), make(Math.floor(evaluations / 2))];
    if (whole === undefined || half === undefined) continue;
    const error = distance(await run(whole), await run(half)) / (2 ** order - 1);
    if (Number.isFinite(error)) estimates.push({ name, sampler: whole, error });
  }
  const ranking = estimates.sort((a, b) => a.error - b.error);
  const [best] = ranking;
  if (best === undefined) {
    throw new ArgumentError('chooseSampler: no candidate can be tried', {
      expected: 'a candidate that makes do with half of the evaluations',
      received: `${candidates.length} candidates, ${evaluations} evaluations`,
      hint: 'Allow more evaluations or add a method with one evaluation a step.',
    });
  }
  return { ...best, ranking, spent };
}

function distance(a: Float32Array, b: Float32Array): number {
  return Math.sqrt(a.reduce((sum, value, i) => sum + (value - (b[i] as number)) ** 2, 0) / a.length);
}
