import { ArgumentError } from '@fm/core';

/** How much signal and noise a sample holds: `sample = alpha·x0 + sigma·noise`, float64. */
export interface NoiseLevel {
  /** Factor of the data. */
  readonly alpha: number;
  /** Factor of the noise. */
  readonly sigma: number;
}

/** A noise level at which the network is asked. */
export interface GridPoint extends NoiseLevel {
  /** Time in the network's own unit. */
  readonly timestep: number;
  /** The network sees `inputScale · sample`. */
  readonly inputScale: number;
}

/** The noise levels that a run goes through. A frozen value: samplers read it, nothing writes it. */
export interface SamplingGrid {
  /** One point for each step, in the order of the run. */
  readonly points: readonly GridPoint[];
  /** Where the last step arrives. */
  readonly end: NoiseLevel;
  /** Standard deviation of the sample that a run from nothing starts with. */
  readonly initialScale: number;
}

/**
 * Freezes a grid after checking it.
 *
 * @throws {ArgumentError} when there is no point, or a number of a level is not finite
 * @example
 * ```ts
 * import { euler, samplingGrid } from '@fm/diffusion';
 *
 * const grid = samplingGrid({
 *   points: [{ timestep: 999, alpha: 1, sigma: 14.6, inputScale: 1 / Math.hypot(1, 14.6) }],
 *   end: { alpha: 1, sigma: 0 },
 *   initialScale: 14.6,
 * });
 * euler(grid).evaluations.length; // => 1
 * ```
 */
export function samplingGrid(grid: SamplingGrid): SamplingGrid {
  const levels = [...grid.points, grid.end];
  const bad = levels.findIndex((level) => !Object.values(level).every(Number.isFinite));
  if (grid.points.length === 0 || bad >= 0) {
    throw new ArgumentError('samplingGrid: this is no grid', {
      expected: 'at least one point, all numbers finite',
      received: bad < 0 ? 'no points' : `point ${bad}: ${JSON.stringify(levels[bad])}`,
    });
  }
  return Object.freeze({
    points: Object.freeze(grid.points.map((point) => Object.freeze({ ...point }))),
    end: Object.freeze({ ...grid.end }),
    initialScale: grid.initialScale,
  });
}

/** The noise level that step `index` arrives at. */
export function levelAfter(grid: SamplingGrid, index: number): NoiseLevel {
  return grid.points[index + 1] ?? grid.end;
}

/**
 * The grid without its first `steps` points: for a run that starts from a partly noised sample.
 *
 * @throws {ArgumentError} when no point would be left
 * @example
 * ```ts
 * import { linearSchedule, skipSteps, trailingTimesteps, variancePreservingGrid } from '@fm/diffusion';
 *
 * const grid = variancePreservingGrid(linearSchedule(), trailingTimesteps(1000, 4));
 * skipSteps(grid, 2).points.map(({ timestep }) => timestep); // => [499, 249]
 * ```
 */
export function skipSteps(grid: SamplingGrid, steps: number): SamplingGrid {
  return samplingGrid({ ...grid, points: grid.points.slice(steps) });
}
