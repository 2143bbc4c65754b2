import { ArgumentError, hostTensor, type NoiseLevelRequest, type Prediction } from '@fm/core';
import { describe, expect, it } from 'vitest';

import { driveSampler } from '../testing/drive-sampler.ts';
import { gaussianFlow, gaussianPrediction } from '../testing/gaussian-data.ts';
import { dpmSolverAdaptive, type DpmSolverAdaptiveOptions } from './dpm-solver-adaptive.ts';

const data = { mean: 0.4, deviation: 0.8 };
const start = hostTensor('f32', [-30, -4, 8, 11, 55], [1, 5]);
const range = { sigmaMax: 20, sigmaMin: 0.05 };
const predict = (request: NoiseLevelRequest): Prediction => gaussianPrediction(data, request);

function run(options: Partial<DpmSolverAdaptiveOptions>): {
  error: number;
  evaluations: number;
  rejected: number;
} {
  const sampler = dpmSolverAdaptive({ ...range, ...options });
  const { sample, evaluations, rejected } = driveSampler(sampler, start, predict);
  const exact = gaussianFlow(data, { alpha: 1, sigma: 20 }, { alpha: 1, sigma: 0.05 }, start);
  return {
    error: Math.max(...Array.from(exact, (x, i) => Math.abs(x - (sample.data[i] as number)))),
    evaluations,
    rejected,
  };
}

describe.each([2, 3] as const)('the adaptive DPM-Solver of order %i', (order) => {
  it('errs less and asks more with a smaller tolerance', () => {
    const [coarse, fine] = [1e-2, 1e-4].map((tolerance) =>
      run({ order, relativeTolerance: tolerance, absoluteTolerance: tolerance }),
    ) as [ReturnType<typeof run>, ReturnType<typeof run>];
    expect(coarse.error).toBeLessThan(0.1);
    expect(fine.error).toBeLessThan(coarse.error / 10);
    expect(fine.evaluations).toBeGreaterThan(coarse.evaluations);
  });

  it('throws steps away that are too long and still arrives', () => {
    const { error, rejected } = run({
      order,
      firstStep: 4,
      relativeTolerance: 1e-3,
      absoluteTolerance: 1e-3,
    });
    expect(rejected).toBeGreaterThan(0);
    expect(error).toBeLessThan(0.02);
  });
});

it('tells the error of the last step in units of the tolerance', () => {
  const state = driveSampler(dpmSolverAdaptive(range), start, predict);
  expect(state.error).toBeGreaterThan(0);
  expect(state.error).toBeLessThan(2);
});

it('draws noise and resumes from a copy of its state', () => {
  const sampler = dpmSolverAdaptive({ ...range, eta: 1 });
  const whole = driveSampler(sampler, start, predict, 3);
  let state = sampler.init(start, { seed: 3 });
  for (let request = sampler.request(state); request !== undefined; request = sampler.request(state)) {
    state = structuredClone(sampler.next(state, predict(request)));
  }
  expect(state.sample.data).toEqual(whole.sample.data);
  expect(driveSampler(sampler, start, predict, 4).sample.data).not.toEqual(whole.sample.data);
});

it('refuses impossible settings and runs without end', () => {
  expect(() => dpmSolverAdaptive({ sigmaMax: 1, sigmaMin: 0 })).toThrow(ArgumentError);
  expect(() => dpmSolverAdaptive({ ...range, absoluteTolerance: 0 })).toThrow(ArgumentError);
  expect(() => run({ maxEvaluations: 5 })).toThrow(ArgumentError);
});
