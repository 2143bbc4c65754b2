import { hostTensor } from '@fm/core';
import { describe, expect, it } from 'vitest';

import { driveSampler } from '../testing/drive-sampler.ts';
import { gaussianPrediction } from '../testing/gaussian-data.ts';
import { runGoldenRow } from '../testing/golden-row.ts';
import { correctedCompatibility } from './compatibility.ts';
import { fromDiffusersConfig } from './from-diffusers-config.ts';

describe('fromDiffusersConfig', () => {
  it('gives the timesteps that diffusers documents', () => {
    const ddim = fromDiffusersConfig({ _class_name: 'DDIMScheduler', steps_offset: 1 });
    expect(ddim.plan({ steps: 5 }).timesteps).toEqual([801, 601, 401, 201, 1]);
    const pndm = fromDiffusersConfig({ _class_name: 'PNDMScheduler', steps_offset: 1 });
    const expected = [
      901, 851, 851, 801, 801, 751, 751, 701, 701, 651, 651, 601, 601, 501, 401, 301, 201, 101, 1,
    ];
    expect(pndm.plan({ steps: 10 }).timesteps).toEqual(expected);
  });

  it('fills in defaults and leaves out what diffusers writes about itself', () => {
    const { config } = fromDiffusersConfig({ _class_name: 'DDIMScheduler', _diffusers_version: '0.6.0' });
    expect(config).toMatchObject({ beta_schedule: 'linear', clip_sample: true });
    expect(config).not.toHaveProperty('_diffusers_version');
  });

  it('passes over fields of other classes, as files of released pipelines have them', () => {
    const stable = { beta_start: 0.00085, beta_end: 0.012, beta_schedule: 'scaled_linear', steps_offset: 1 };
    const left = { set_alpha_to_one: false, skip_prk_steps: true, clip_sample: false };
    const pndm = fromDiffusersConfig({ _class_name: 'PNDMScheduler', ...stable, ...left });
    expect(pndm.config).not.toHaveProperty('clip_sample');
    const own = { ...stable, interpolation_type: 'linear', timestep_spacing: 'leading' };
    const _class_name = 'EulerDiscreteScheduler';
    const euler = fromDiffusersConfig({ _class_name, ...own, ...left, sample_max_value: 1 });
    expect(euler.config).toEqual(fromDiffusersConfig({ _class_name, ...own }).config);
  });

  it('refuses a start of Runge and Kutta with fewer timesteps than it needs', () => {
    const pndm = fromDiffusersConfig({ _class_name: 'PNDMScheduler' });
    expect(() => pndm.plan({ steps: 3 })).toThrow(/at least 4/);
    expect(pndm.plan({ steps: 4 }).timesteps).toHaveLength(13);
  });

  it('refuses unknown fields, unknown classes and options that a class has no use for', () => {
    expect(() => fromDiffusersConfig({ _class_name: 'DDIMScheduler', use_karras_sigmas: true })).toThrow(
      /karras/,
    );
    expect(() => fromDiffusersConfig({ _class_name: 'MyScheduler' })).toThrow(/not known/);
    expect(() => fromDiffusersConfig({})).toThrow(/_class_name/);
    const ddim = fromDiffusersConfig({ _class_name: 'DDIMScheduler' });
    expect(() => ddim.plan({ sigmas: [1, 0] })).toThrow(/does not take `sigmas`/);
    expect(() => ddim.plan({ steps: 10, start: 10 })).toThrow(/impossible/);
    expect(() => ddim.plan({ steps: 2000 })).toThrow(/More steps/);
    expect(() => ddim.plan({ steps: 10, stepOptions: { etta: 1 } })).toThrow(/etta/);
  });

  it('refuses timesteps of one’s own together with a grid of sigmas', () => {
    const euler = fromDiffusersConfig({ _class_name: 'EulerDiscreteScheduler', use_karras_sigmas: true });
    expect(() => euler.plan({ timesteps: [999, 500] })).toThrow(/exclude each other/);
  });

  it('asks for `mu` where the shift is dynamic', () => {
    const flow = fromDiffusersConfig({
      _class_name: 'FlowMatchEulerDiscreteScheduler',
      use_dynamic_shifting: true,
    });
    expect(() => flow.plan({ steps: 4 })).toThrow(/dynamicShift/);
  });

  it('repeats diffusers’ deviations by default, and none with the corrected numbers', () => {
    const config = { _class_name: 'FlowMatchEulerDiscreteScheduler', shift: 3 };
    const last = (compatibility: object): number | undefined =>
      fromDiffusersConfig(config, { compatibility }).plan({ steps: 1000 }).sigmas?.at(-2);
    expect(last({})).toBeCloseTo(0.008929, 6);
    expect(last(correctedCompatibility)).toBeCloseTo(0.002994, 6);
  });

  it('arrives where the next step begins, with DDIM’s stride corrected', () => {
    const point = { mean: 0.4, deviation: 0.3 };
    const start = hostTensor('f32', [2, -1, 0.3, 0.1], [1, 4]);
    const config = { _class_name: 'DDIMScheduler', timestep_spacing: 'linspace', clip_sample: false };
    const end = (fixedStride: boolean): number => {
      const plan = fromDiffusersConfig(config, { compatibility: { fixedStride } }).plan({ steps: 600 });
      return driveSampler(plan.sampler, start, (request) => gaussianPrediction(point, request)).sample
        .data[0] as number;
    };
    // The exact flow of 2 from noise is 0.4 + 0.3·2.
    expect(Math.abs(end(false) - 1)).toBeLessThan(0.01);
    expect(Math.abs(end(true) - 1)).toBeGreaterThan(0.2);
  });

  it.each([
    [1000, 252.2682495],
    [25, 258.2044983],
  ])('gives the sum that diffusers’ own test expects of UnCLIPScheduler in %d steps', (n, expected) => {
    const measured = { sum: expected, head: [], probe: [], timesteps: [] };
    const run = { n, seed: 0 };
    const { sum } = runGoldenRow({
      id: 'unclip',
      cls: 'UnCLIPScheduler',
      config: {},
      loop: 'A',
      run,
      measured,
    });
    expect(Math.abs(sum - expected)).toBeLessThan(2e-3);
  });

  it('reads churn as the paper has it when asked to', () => {
    const config = { _class_name: 'EDMEulerScheduler' };
    const options = { steps: 6, stepOptions: { s_churn: 3 } };
    const late = fromDiffusersConfig(config).plan(options);
    const early = fromDiffusersConfig(config, { compatibility: { churnAfterEvaluation: false } }).plan(
      options,
    );
    expect(late.timesteps[0]).toBeCloseTo(0.25 * Math.log(80), 5);
    expect(early.timesteps[0]).toBeCloseTo(0.25 * Math.log(80 * Math.SQRT2), 5);
  });
});
