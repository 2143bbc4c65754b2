import { ArgumentError, FormatError, hostTensor, UnsupportedError } from '@fm/core';
import { describe, expect, it } from 'vitest';

import { driveSampler } from '../testing/drive-sampler.ts';
import { gaussianPrediction } from '../testing/gaussian-data.ts';
import { fromDiffusersConfig } from './from-diffusers-config.ts';

const flow = { use_flow_sigmas: true, prediction_type: 'flow_prediction' };

describe('what diffusers computes NaN for is refused with a remedy', () => {
  it.each<readonly [string, Record<string, unknown>, unknown]>([
    [
      'a grid of sigmas for a flow',
      { _class_name: 'DPMSolverMultistepScheduler', ...flow, use_karras_sigmas: true },
      UnsupportedError,
    ],
    [
      'noise predicted to the end',
      { _class_name: 'DPMSolverMultistepScheduler', algorithm_type: 'dpmsolver' },
      UnsupportedError,
    ],
    [
      'third order of sde-dpmsolver',
      {
        _class_name: 'DPMSolverMultistepScheduler',
        algorithm_type: 'sde-dpmsolver',
        solver_order: 3,
        final_sigmas_type: 'sigma_min',
      },
      UnsupportedError,
    ],
    [
      'an inverted SDE',
      { _class_name: 'DPMSolverMultistepInverseScheduler', algorithm_type: 'sde-dpmsolver++' },
      UnsupportedError,
    ],
    [
      'second order to the end in UniPC',
      { _class_name: 'UniPCMultistepScheduler', lower_order_final: false },
      ArgumentError,
    ],
    [
      'a flow for a solver of the noise',
      { _class_name: 'UniPCMultistepScheduler', ...flow, predict_x0: false },
      UnsupportedError,
    ],
    [
      'a terminal level without a flow',
      { _class_name: 'UniPCMultistepScheduler', shift_terminal: 0.1 },
      UnsupportedError,
    ],
    [
      'two grids',
      { _class_name: 'DEISMultistepScheduler', use_karras_sigmas: true, use_beta_sigmas: true },
      FormatError,
    ],
    [
      'third order of the EDM SDE',
      { _class_name: 'EDMDPMSolverMultistepScheduler', solver_order: 3, algorithm_type: 'sde-dpmsolver++' },
      UnsupportedError,
    ],
  ])('%s', (_, config, error) => {
    expect(() => fromDiffusersConfig(config).plan({ steps: 20 })).toThrow(error as typeof ArgumentError);
  });
});

it('bh1 ends without noise in the data, where diffusers computes NaN', () => {
  const scheduler = fromDiffusersConfig({ _class_name: 'UniPCMultistepScheduler', solver_type: 'bh1' });
  const { sampler } = scheduler.plan({ steps: 5 });
  const start = hostTensor('f32', [0.3, -1, 2], [1, 3]);
  const datum = { mean: 0.25, deviation: 0 };
  const { sample } = driveSampler(sampler, start, (request) => gaussianPrediction(datum, request));
  for (const x of sample.data) expect(x).toBeCloseTo(0.25, 5);
});

it('a run in the middle keeps the orders of the whole', () => {
  const scheduler = fromDiffusersConfig({ _class_name: 'DPMSolverMultistepScheduler' });
  expect(scheduler.plan({ steps: 10, start: 6 }).timesteps).toEqual(
    scheduler.plan({ steps: 10 }).timesteps.slice(6),
  );
});

it('names of other classes stand for the nearest choice', () => {
  const plan = (algorithm_type: string, solver_type: string): string =>
    fromDiffusersConfig({ _class_name: 'DPMSolverMultistepScheduler', algorithm_type, solver_type }).plan({
      steps: 5,
    }).sampler.name;
  expect(plan('deis', 'bh2')).toBe(plan('dpmsolver++', 'midpoint'));
});

it('lambda_min_clipped takes the spellings of -∞', () => {
  const plan = (lambda_min_clipped?: unknown): readonly number[] =>
    fromDiffusersConfig({
      _class_name: 'DPMSolverMultistepScheduler',
      ...(lambda_min_clipped !== undefined && { lambda_min_clipped }),
    }).plan({ steps: 5 }).timesteps;
  expect(plan('-inf')).toEqual(plan());
  expect(plan(-2)[0]).toBeLessThan(plan()[0] as number);
});
