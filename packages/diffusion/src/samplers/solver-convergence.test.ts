import {
  ArgumentError,
  hostTensor,
  type Sampler,
  type SamplerState,
  TorchGenerator,
  torchRandn,
} from '@fm/core';
import { describe, expect, it } from 'vitest';

import { type SamplingGrid, samplingGrid } from '../grids/sampling-grid.ts';
import { driveSampler } from '../testing/drive-sampler.ts';
import { gaussianFlow, gaussianPrediction } from '../testing/gaussian-data.ts';
import { observedOrder } from '../testing/observed-order.ts';
import { deis } from './deis.ts';
import { dpmSolverMultistep } from './dpm-solver-multistep.ts';
import { dpmSolverSinglestep } from './dpm-solver-singlestep.ts';
import { saSolver } from './sa-solver.ts';
import { uniPc } from './uni-pc.ts';

type Make = (grid: SamplingGrid) => Sampler<SamplerState>;

const data = { mean: 0.7, deviation: 0.9 };
const start = hostTensor('f32', [-1.4, -0.3, 0.2, 1.1, 2.3, 0.9], [2, 3]);
/** λ at the end of a run: close to the data, or where signal and noise are equal. */
const [clear, even] = [2, 0];

/** Levels of variance 1, evenly spaced in λ from almost pure noise on. */
function evenGrid(steps: number, last: number): SamplingGrid {
  const level = (i: number): { alpha: number; sigma: number } => {
    const lambda = -6 + ((last + 6) * i) / steps;
    const alpha = 1 / Math.sqrt(1 + Math.exp(-2 * lambda));
    return { alpha, sigma: alpha * Math.exp(-lambda) };
  };
  const points = Array.from({ length: steps }, (_, i) => ({
    ...level(i),
    timestep: steps - i,
    inputScale: 1,
  }));
  return samplingGrid({ points, end: level(steps), initialScale: 1 });
}

/** The largest distance from the exact end of the flow. */
function error(make: Make, steps: number, last: number): number {
  const grid = evenGrid(steps, last);
  const exact = gaussianFlow(data, grid.points[0] as SamplingGrid['points'][number], grid.end, start);
  const { sample } = driveSampler(make(grid), start, (request) => gaussianPrediction(data, request));
  return Math.max(...Array.from(exact, (x, i) => Math.abs(x - Number(sample.data[i]))));
}

const still = { lowerOrderFinal: false };
const published = { order: 3, curvature: 'published' } as const;
const ofNoise = { algorithm: 'dpmsolver' } as const;
const heun = { solverType: 'heun' } as const;

/** Groups of evaluations, all of them whole. */
const groups = (grid: SamplingGrid, order: number): number[] => grid.points.map((_, i) => (i % order) + 1);

const cases: readonly (readonly [name: string, order: number, last: number, make: Make])[] = [
  ['DPM-Solver++(1M)', 1, clear, (grid) => dpmSolverMultistep(grid, { order: 1 })],
  ['DPM-Solver++(2M)', 2, clear, (grid) => dpmSolverMultistep(grid, still)],
  ['DPM-Solver++(2M), heun', 2, clear, (grid) => dpmSolverMultistep(grid, { ...still, solverType: 'heun' })],
  ['DPM-Solver++(3M)', 3, even, (grid) => dpmSolverMultistep(grid, { ...still, order: 3 })],
  ['DPM-Solver++(3M) as published', 2, clear, (grid) => dpmSolverMultistep(grid, { ...still, ...published })],
  ['DPM-Solver(2M)', 2, clear, (grid) => dpmSolverMultistep(grid, { ...still, ...ofNoise })],
  ['DPM-Solver(3M)', 3, even, (grid) => dpmSolverMultistep(grid, { ...still, ...ofNoise, order: 3 })],
  ['DPM-Solver++(2S)', 2, clear, (grid) => dpmSolverSinglestep(grid, { orders: groups(grid, 2) })],
  [
    'DPM-Solver++(2S), heun',
    2,
    clear,
    (grid) => dpmSolverSinglestep(grid, { orders: groups(grid, 2), ...heun }),
  ],
  ['DPM-Solver(2S)', 2, clear, (grid) => dpmSolverSinglestep(grid, { orders: groups(grid, 2), ...ofNoise })],
  ['DPM-Solver++(3S)', 3, even, (grid) => dpmSolverSinglestep(grid, { orders: groups(grid, 3) })],
  [
    'DPM-Solver++(3S), heun',
    3,
    even,
    (grid) => dpmSolverSinglestep(grid, { orders: groups(grid, 3), ...heun }),
  ],
  ['DEIS(1)', 1, clear, (grid) => deis(grid, { order: 1 })],
  ['DEIS(2)', 2, clear, (grid) => deis(grid, still)],
  ['DEIS(3)', 3, even, (grid) => deis(grid, { ...still, order: 3 })],
  ['UniPC(1)', 2, clear, (grid) => uniPc(grid, { ...still, order: 1 })],
  ['UniPC(2)', 3, clear, (grid) => uniPc(grid, still)],
  ['UniPC(2), bh1', 3, clear, (grid) => uniPc(grid, { ...still, solverType: 'bh1' })],
  ['UniPC(2) of the noise', 3, clear, (grid) => uniPc(grid, { ...still, output: 'noise' })],
  ['UniP(2)', 2, clear, (grid) => uniPc(grid, { ...still, uncorrected: grid.points.map((_, i) => i) })],
  ['SA-Solver(2, 2)', 2, even, (grid) => saSolver(grid, { ...still, tau: () => 0 })],
];

describe('on Gaussian data', () => {
  it.each(cases)('%s converges with order %i', (_, order, last, make) => {
    const observed = observedOrder((steps) => error(make, steps, last), [48, 96, 192]);
    expect(Math.abs(observed - order)).toBeLessThan(0.3);
  });

  it('every solver is exact for a single datum', () => {
    // The best denoiser of one datum is constant, which every method integrates exactly.
    const datum = { mean: 0.7, deviation: 0 };
    for (const [name, , , make] of cases) {
      const grid = evenGrid(12, clear);
      const from = grid.points[0] as SamplingGrid['points'][number];
      const noisy = { ...start, data: start.data.map((x) => from.alpha * datum.mean + from.sigma * x) };
      const { sample } = driveSampler(make(grid), noisy, (request) => gaussianPrediction(datum, request));
      const exact = gaussianFlow(datum, from, grid.end, noisy);
      for (const [i, x] of exact.entries())
        expect(Math.abs(Number(sample.data[i]) - x), name).toBeLessThan(1e-4);
    }
  });
});

describe('a run that ends without noise', () => {
  const from = evenGrid(12, clear);
  const grid = samplingGrid({ ...from, end: { alpha: 1, sigma: 0 } });
  const datum = { mean: 0.7, deviation: 0 };
  const endOf = (sampler: Sampler<SamplerState>): readonly number[] =>
    Array.from(
      driveSampler(sampler, start, (request) => gaussianPrediction(datum, request)).sample.data,
      Number,
    );
  const algorithms = ['dpmsolver', 'dpmsolver++', 'sde-dpmsolver++'] as const;
  const outputs = ['denoised', 'noise'] as const;

  const exact: readonly (readonly [string, Sampler<SamplerState>])[] = [
    ...algorithms.flatMap((algorithm) => [
      [`${algorithm} multistep`, dpmSolverMultistep(grid, { algorithm, order: 3 })] as const,
      [`${algorithm} singlestep`, dpmSolverSinglestep(grid, { algorithm, order: 3 })] as const,
    ]),
    ...[1, 2, 3].map((order) => [`DEIS(${order})`, deis(grid, { order })] as const),
    ...outputs.map((output) => [`UniPC of the ${output}`, uniPc(grid, { output })] as const),
    ...outputs.map(
      (output) => [`SA-Solver of the ${output}`, saSolver(grid, { output, tau: () => 0 })] as const,
    ),
    ['SA-Solver with noise', saSolver(grid, { tau: () => 1 })],
    ['SA-Solver of high order', saSolver(grid, { predictorOrder: 3, lowerOrderFinal: false, tau: () => 1 })],
  ];
  it.each(exact)('ends at a single datum: %s', (_, sampler) => {
    for (const value of endOf(sampler)) expect(value).toBeCloseTo(0.7, 4);
  });

  // Long steps of the SDE of the noise end far away, and the last one adds noise.
  const noisy: readonly (readonly [string, Sampler<SamplerState>])[] = [
    ['sde-dpmsolver multistep', dpmSolverMultistep(grid, { algorithm: 'sde-dpmsolver' })],
    ['sde-dpmsolver singlestep', dpmSolverSinglestep(grid, { algorithm: 'sde-dpmsolver' })],
    ['SA-Solver of the noise', saSolver(grid, { output: 'noise', tau: () => 1 })],
  ];
  it.each(noisy)('ends at finite numbers: %s', (_, sampler) => {
    expect(endOf(sampler).every(Number.isFinite)).toBe(true);
  });

  it('refuses a last step of higher order', () => {
    const orders = grid.points.map((_, i) => Math.min(2, i + 1));
    expect(() => saSolver(grid, { orders: { predictors: orders, correctors: orders } })).toThrow(
      ArgumentError,
    );
    expect(() => uniPc(grid, { orders })).toThrow(ArgumentError);
    expect(() => deis(grid, { orders })).toThrow(ArgumentError);
  });
});

describe('the reverse SDE on Gaussian data', () => {
  const shape = [1, 4000];
  const noises: readonly (readonly [string, Make])[] = [
    ['sde-dpmsolver++(2M)', (grid) => dpmSolverMultistep(grid, { algorithm: 'sde-dpmsolver++' })],
    ['sde-dpmsolver++(3M)', (grid) => dpmSolverMultistep(grid, { algorithm: 'sde-dpmsolver++', order: 3 })],
    ['sde-dpmsolver(2M)', (grid) => dpmSolverMultistep(grid, { algorithm: 'sde-dpmsolver' })],
    [
      'sde-dpmsolver++(2S)',
      (grid) => dpmSolverSinglestep(grid, { algorithm: 'sde-dpmsolver++', orders: groups(grid, 2) }),
    ],
    ['SA-Solver', (grid) => saSolver(grid, { tau: () => 1 })],
  ];
  it.each(noises)('%s ends with the mean and deviation of the data', (_, make) => {
    const grid = evenGrid(240, 3);
    const sample = torchRandn(new TorchGenerator(5), shape);
    const ended = driveSampler(make(grid), sample, (request) => gaussianPrediction(data, request)).sample
      .data;
    const mean = Array.from(ended, Number).reduce((sum, x) => sum + x, 0) / ended.length;
    const square = Array.from(ended, Number).reduce((sum, x) => sum + (x - mean) ** 2, 0) / ended.length;
    const { alpha, sigma } = grid.end;
    const expected = Math.hypot(alpha * data.deviation, sigma);
    // Four standard errors of 4000 numbers, and as much for the steps.
    expect(Math.abs(mean - alpha * data.mean)).toBeLessThan((8 * expected) / Math.sqrt(4000));
    expect(Math.abs(Math.sqrt(square) / expected - 1)).toBeLessThan(8 / Math.sqrt(2 * 4000));
  });
});

describe('a state', () => {
  const all: readonly (readonly [string, Make])[] = [
    ...cases.map(([name, , , make]) => [name, make] as const),
    ['SDE', (grid) => dpmSolverMultistep(grid, { algorithm: 'sde-dpmsolver++' })],
    ['SA-Solver', (grid) => saSolver(grid)],
  ];
  it.each(all)('of %s can be copied and resumed', (_, make) => {
    const sampler = make(evenGrid(6, clear));
    const whole = driveSampler(sampler, start, (request) => gaussianPrediction(data, request));
    let state = sampler.init(start);
    for (let request = sampler.request(state); request !== undefined; request = sampler.request(state)) {
      state = structuredClone(sampler.next(state, gaussianPrediction(data, request)));
    }
    expect(state.sample.data).toEqual(whole.sample.data);
  });
});

describe('impossible orders are refused', () => {
  const grid = evenGrid(4, clear);
  const endless = samplingGrid({ ...grid, end: { alpha: 1, sigma: 0 } });
  it.each<readonly [string, () => unknown]>([
    ['multistep', () => dpmSolverMultistep(grid, { orders: [2, 1, 1, 1] })],
    ['singlestep', () => dpmSolverSinglestep(grid, { orders: [1, 3, 1, 1] })],
    ['deis', () => deis(grid, { orders: [1, 1] })],
    ['unipc', () => uniPc(grid, { orders: [1, 2, 9, 1] })],
    ['unipc to the end', () => uniPc(endless, { orders: [1, 2, 2, 2] })],
    ['sa-solver', () => saSolver(grid, { tau: () => -1 })],
  ])('%s', (_, make) => {
    expect(make).toThrow(ArgumentError);
  });
});

it('UniPC takes another predictor', () => {
  const grid = evenGrid(24, clear);
  const other = uniPc(grid, { ...still, predictor: dpmSolverMultistep(grid, still) });
  const own = uniPc(grid, still);
  const end = (sampler: Sampler<SamplerState>): number[] =>
    Array.from(driveSampler(sampler, start, (r) => gaussianPrediction(data, r)).sample.data, Number);
  // UniP of second order is DPM-Solver++(2M).
  for (const [i, x] of end(other).entries()) expect(x).toBeCloseTo(end(own)[i] as number, 4);
});
