import { describe, expect, it } from 'vitest';

import { linearSchedule } from '../schedules/linear.ts';
import { aysGrids } from './align-your-steps.ts';
import { betaQuantile } from './beta-quantile.ts';
import { betaSigmas } from './beta.ts';
import { exponentialSigmas } from './exponential.ts';
import { karrasSigmas } from './karras.ts';
import { polyexponentialSigmas } from './polyexponential.ts';
import { samplingGrid, skipSteps } from './sampling-grid.ts';
import { sigmaTable, timestepOfSigma } from './sigma-table.ts';
import { leadingTimesteps, linspaceTimesteps, trailingTimesteps } from './timestep-spacing.ts';
import { varianceExplodingGrid } from './variance-exploding-grid.ts';

describe('betaQuantile', () => {
  it('inverts distributions that are known in closed form', () => {
    for (const p of [1e-6, 0.01, 0.3, 0.5, 0.9, 0.999]) {
      // Beta(1, 1) is uniform, Beta(½, ½) the arcsine law, Beta(2, 1) has distribution x².
      expect(betaQuantile(p, 1, 1)).toBeCloseTo(p, 12);
      expect(betaQuantile(p, 0.5, 0.5)).toBeCloseTo(Math.sin((Math.PI * p) / 2) ** 2, 12);
      expect(betaQuantile(p, 2, 1)).toBeCloseTo(Math.sqrt(p), 12);
    }
  });

  it('gives scipy’s numbers for the parameters of beta sampling', () => {
    expect(betaQuantile(0.1, 0.6, 0.6)).toBeCloseTo(0.03958440558878085, 12);
    expect(betaQuantile(0.7, 0.6, 0.6)).toBeCloseTo(0.7659829961247643, 12);
  });
});

describe('a grid of noise levels', () => {
  const range = { sigmaMin: 0.1, sigmaMax: 10 };

  it.each([
    ['karras', karrasSigmas],
    ['exponential', exponentialSigmas],
    ['polyexponential', polyexponentialSigmas],
    ['beta', betaSigmas],
  ] as const)('falls from the highest to the lowest: %s', (_, make) => {
    const sigmas = make(7, range);
    expect(sigmas[0]).toBeCloseTo(10, 10);
    expect(sigmas.at(-1)).toBeCloseTo(0.1, 10);
    for (const [i, sigma] of sigmas.entries()) if (i > 0) expect(sigma).toBeLessThan(sigmas[i - 1] as number);
  });

  it('has one timestep for each step of the published grids', () => {
    for (const { sigmas, timesteps } of Object.values(aysGrids)) {
      expect(sigmas).toHaveLength(11);
      expect(timesteps?.length ?? 10).toBe(10);
    }
  });
});

describe('a spacing of timesteps', () => {
  it('is the one of the paper’s table', () => {
    expect(leadingTimesteps(1000, 5, 1)).toEqual([801, 601, 401, 201, 1]);
    expect(trailingTimesteps(1000, 5)).toEqual([999, 799, 599, 399, 199]);
    expect(linspaceTimesteps(1000, 5)).toEqual([999, 749.25, 499.5, 249.75, 0]);
  });
});

describe('timestepOfSigma', () => {
  it('inverts the table of a schedule', () => {
    const table = sigmaTable(linearSchedule());
    const logTable = table.map(Math.log);
    for (const t of [0, 17, 998, 999])
      expect(timestepOfSigma(logTable, table[t] as number)).toBeCloseTo(t, 8);
    expect(timestepOfSigma(logTable, 1e9)).toBe(999);
    expect(timestepOfSigma(logTable, 0)).toBe(0);
  });
});

describe('samplingGrid', () => {
  it('refuses a grid without points, or with numbers that are negative or not finite', () => {
    expect(() => samplingGrid({ points: [], end: { alpha: 1, sigma: 0 }, initialScale: 1 })).toThrow(
      /no points/,
    );
    expect(() => varianceExplodingGrid([1, 0.5, 0], [10])).toThrow(/point 1/);
    expect(() => varianceExplodingGrid([1, -0.5, 0], [10, 5])).toThrow(/point 1/);
  });

  it('keeps where it ends when steps are left out', () => {
    const grid = skipSteps(varianceExplodingGrid([3, 2, 1, 0], [30, 20, 10]), 2);
    expect(grid.points.map(({ timestep }) => timestep)).toEqual([10]);
    expect(grid.end.sigma).toBe(0);
    expect(() => skipSteps(grid, 1)).toThrow(/no points/);
  });
});
