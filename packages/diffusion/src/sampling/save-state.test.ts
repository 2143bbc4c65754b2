import { hostTensor, type Sampler } from '@fm/core';
import { describe, expect, it } from 'vitest';

import { exponentialSigmas } from '../grids/exponential.ts';
import { varianceExplodingGrid } from '../grids/variance-exploding-grid.ts';
import { dpm2Ancestral } from '../samplers/dpm2.ts';
import { heun } from '../samplers/heun.ts';
import { lms } from '../samplers/lms.ts';
import { driveSampler } from '../testing/drive-sampler.ts';
import { gaussianPrediction } from '../testing/gaussian-data.ts';
import { loadState, saveState } from './save-state.ts';

const sigmas = exponentialSigmas(6, { sigmaMax: 10, sigmaMin: 0.1 });
const grid = varianceExplodingGrid([...sigmas, 0], sigmas);
const start = hostTensor('f32', [3, -7, 12, 0.5], [2, 2]);
const data = { mean: 0, deviation: 1 };

describe('a saved state', () => {
  const samplers: readonly (readonly [string, Sampler])[] = [
    ['lms', lms(grid)],
    ['heun', heun(grid)],
    ['dpm2 ancestral', dpm2Ancestral(grid, (sigma) => sigma)],
  ];

  it.each(samplers)('goes on to the same sample from every evaluation: %s', (_, sampler) => {
    const whole = driveSampler(sampler, start, (request) => gaussianPrediction(data, request), [1, 2]);
    let state = sampler.init(start, { seed: [1, 2] });
    for (let request = sampler.request(state); request !== undefined; request = sampler.request(state)) {
      state = sampler.next(loadState(saveState(state)), gaussianPrediction(data, request));
    }
    expect(state.sample.data).toEqual(whole.sample.data);
  });

  it('is refused when an array is missing', () => {
    const { json } = saveState(lms(grid).init(start));
    expect(() => loadState({ json, arrays: [] })).toThrow(/array is missing/);
  });

  it('is refused when it is something else', () => {
    expect(() => loadState({ json: '{"x": 1}', arrays: [] })).toThrow(/no state of a sampler/);
  });
});
