import { hostTensor, type Sampler, TorchGenerator, torchRandn } from '@fm/core';
import { describe, expect, it } from 'vitest';

import { exponentialSigmas } from '../grids/exponential.ts';
import { flowGrid } from '../grids/flow-grid.ts';
import { type SamplingGrid, samplingGrid } from '../grids/sampling-grid.ts';
import { varianceExplodingGrid } from '../grids/variance-exploding-grid.ts';
import { trigonometricSchedule } from '../schedules/trigonometric.ts';
import { linspace } from '../schedules/linspace.ts';
import { driveSampler } from '../testing/drive-sampler.ts';
import { gaussianFlow, gaussianPrediction } from '../testing/gaussian-data.ts';
import { observedOrder } from '../testing/observed-order.ts';
import { consistency } from './consistency.ts';
import { ddim } from './ddim.ts';
import { ddpm } from './ddpm.ts';
import { dpm2, dpm2Ancestral } from './dpm2.ts';
import { euler } from './euler.ts';
import { eulerAncestral } from './euler-ancestral.ts';
import { heun } from './heun.ts';
import { ipndm } from './ipndm.ts';
import { lms } from './lms.ts';
import { pndm } from './pndm.ts';

const data = { mean: 0.5, deviation: 1.3 };
const start = hostTensor('f32', [-2.5, -1, 0.25, 3], [1, 4]);

/** Noise levels from `high` to `low`, above 0 so that the whole path is smooth. */
function exploding(steps: number, high = 8, low = 0.2): SamplingGrid {
  const sigmas = exponentialSigmas(steps + 1, { sigmaMax: high, sigmaMin: low });
  return varianceExplodingGrid(sigmas, sigmas);
}

function flow(steps: number): SamplingGrid {
  return flowGrid(linspace(0.9, 0.1, steps + 1));
}

/** Evenly spaced angles; `alpha` and `sigma` on the unit circle. */
function preserving(steps: number, high = 0.9, low = 0.1): SamplingGrid {
  const levels = linspace(high, low, steps + 1).map((timestep) => ({
    timestep,
    alpha: trigonometricSchedule.alpha(timestep),
    sigma: trigonometricSchedule.sigma(timestep),
    inputScale: 1,
  }));
  const end = levels.pop() ?? { alpha: 1, sigma: 0 };
  return samplingGrid({ points: levels, end, initialScale: 1 });
}

/** Largest distance from the exact flow, relative to the spread of the start. */
function flowError(sampler: Sampler, grid: Pick<SamplingGrid, 'points' | 'end'>): number {
  const state = driveSampler(sampler, start, (request) => gaussianPrediction(data, request));
  const first = grid.points[0] ?? grid.end;
  const exact = gaussianFlow(data, first, grid.end, start);
  const values = state.sample.data as Float32Array;
  return Math.max(...values.map((value, i) => Math.abs(value - (exact[i] as number))));
}

const identity = (sigma: number): number => sigma;

describe('the order of convergence on Gaussian data', () => {
  const few = [16, 32, 64];
  const cases: readonly (readonly [name: string, order: number, error: (steps: number) => number])[] = [
    ['euler, variance exploding', 1, (n) => flowError(euler(exploding(n)), exploding(n))],
    ['euler, flow matching', 1, (n) => flowError(euler(flow(n)), flow(n))],
    ['ddim', 1, (n) => flowError(ddim(preserving(n)), preserving(n))],
    ['heun, variance exploding', 2, (n) => flowError(heun(exploding(n)), exploding(n))],
    ['heun, flow matching', 2, (n) => flowError(heun(flow(n)), flow(n))],
    ['dpm2', 2, (n) => flowError(dpm2(exploding(n), identity), exploding(n))],
    ['lms of order 1', 1, (n) => flowError(lms(exploding(n), { order: 1 }), exploding(n))],
    // The first step of a multistep method knows one slope only, which bounds the whole run.
    ['lms of order 2', 2, (n) => flowError(lms(exploding(n), { order: 2 }), exploding(n))],
    ['ipndm', 2, (n) => flowError(ipndm(preserving(n)), preserving(n))],
    ['plms', 2, (n) => flowError(steppedPndm(n, false), preserving(n))],
    ['pndm', 2, (n) => flowError(steppedPndm(n, true), preserving(n))],
  ];

  it.each(cases)('of %s is %d', (_, order, error) => {
    expect(Math.abs(observedOrder(error, few) - order)).toBeLessThan(0.3);
  });

  // Timesteps are integers here: a circle of 10^6 of them.
  function steppedPndm(steps: number, rungeKutta: boolean): Sampler {
    const unit = 1e6;
    const schedule = {
      name: 'circle',
      trainingSteps: unit,
      alpha: (t: number) => trigonometricSchedule.alpha(t / unit),
      sigma: (t: number) => trigonometricSchedule.sigma(t / unit),
    };
    const stride = (0.8 * unit) / steps;
    const timesteps = Array.from({ length: steps }, (_, i) => 0.9 * unit - i * stride);
    return pndm(schedule, timesteps, { rungeKutta, stride });
  }
});

describe('a sampler of data that is one point', () => {
  const point = { mean: -0.7, deviation: 0 };
  const ending = varianceExplodingGrid([10, 3, 1, 0.3, 0], [10, 3, 1, 0.3]);
  const circle = preserving(4, 0.9, 0);
  const samplers: readonly (readonly [string, Sampler])[] = [
    ['euler', euler(ending)],
    ['euler with churn', euler(ending, { churn: { amount: 0.3, timestepOf: identity } })],
    ['euler, flow matching', euler(flowGrid([1, 0.6, 0.3, 0]))],
    ['euler ancestral', eulerAncestral(ending)],
    ['heun', heun(ending)],
    ['dpm2', dpm2(ending, identity)],
    ['dpm2 ancestral', dpm2Ancestral(ending, identity)],
    ['lms', lms(ending)],
    ['ddim', ddim(circle)],
    ['ddim with eta', ddim(circle, { eta: 1 })],
    ['ddpm', ddpm(circle)],
    ['ipndm', ipndm(circle)],
    ['consistency', consistency(ending)],
  ];

  it.each(samplers)('ends at the point: %s', (_, sampler) => {
    const { sample } = driveSampler(sampler, start, (request) => gaussianPrediction(point, request));
    for (const value of sample.data) expect(Number(value)).toBeCloseTo(-0.7, 5);
  });
});

describe('a stochastic sampler of Gaussian data', () => {
  const count = 10_000;
  const steps = 120;
  const ending = varianceExplodingGrid(
    [...exponentialSigmas(steps, { sigmaMax: 40, sigmaMin: 0.05 }), 0],
    [...exponentialSigmas(steps, { sigmaMax: 40, sigmaMin: 0.05 })],
  );
  const circle = preserving(steps, 0.98, 0);
  const churn = { amount: 0.05, timestepOf: identity };
  const samplers: readonly (readonly [string, Sampler])[] = [
    ['euler ancestral', eulerAncestral(ending)],
    ['dpm2 ancestral', dpm2Ancestral(ending, identity)],
    ['euler with churn', euler(ending, { churn })],
    ['ddim with eta 1', ddim(circle, { eta: 1 })],
    ['ddpm', ddpm(circle)],
  ];

  it.each(samplers)('gives its mean and deviation: %s', (_, sampler) => {
    const noise = torchRandn(new TorchGenerator(11), [1, count]);
    const [request] = [sampler.request(sampler.init(noise))];
    const { alpha = 1, sigma = 1 } = request ?? {};
    const spread = Math.hypot(alpha * data.deviation, sigma);
    const first = { ...noise, data: noise.data.map((z) => alpha * data.mean + spread * z) };
    const { sample } = driveSampler(sampler, first, (asked) => gaussianPrediction(data, asked), 5);
    const values = [...(sample.data as Float32Array)];
    const mean = values.reduce((sum, value) => sum + value, 0) / count;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count);
    // Four standard errors of a mean, and the steps' own bias.
    expect(Math.abs(mean - data.mean)).toBeLessThan((4 * data.deviation) / Math.sqrt(count));
    expect(Math.abs(deviation / data.deviation - 1)).toBeLessThan(0.04);
  });
});
