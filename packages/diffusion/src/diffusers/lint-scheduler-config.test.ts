import { describe, expect, it } from 'vitest';

import { lintSchedulerConfig } from './lint-scheduler-config.ts';

const rulesOf = (_class_name: string, config: Record<string, unknown>): readonly string[] =>
  lintSchedulerConfig({ _class_name, ...config }).map(({ rule }) => rule);

describe('lintSchedulerConfig', () => {
  it('finds nothing in the configurations of released pipelines', () => {
    const stable = { beta_start: 0.00085, beta_end: 0.012, beta_schedule: 'scaled_linear', steps_offset: 1 };
    expect(rulesOf('PNDMScheduler', { ...stable, skip_prk_steps: true })).toEqual([]);
    expect(rulesOf('EulerDiscreteScheduler', { ...stable, timestep_spacing: 'leading' })).toEqual([]);
    expect(rulesOf('FlowMatchEulerDiscreteScheduler', { shift: 3 })).toEqual([]);
    expect(rulesOf('LCMScheduler', { original_inference_steps: 50 })).toEqual([]);
  });

  it.each([
    ['DDIMScheduler', { rescale_betas_zero_snr: true }, ['zero-snr-epsilon', 'zero-snr-spacing']],
    ['EulerDiscreteScheduler', { steps_offset: 1 }, ['offset-ignored']],
    ['LCMScheduler', { timestep_spacing: 'linspace' }, ['spacing-ignored']],
    ['DDIMScheduler', { timestep_spacing: 'linspace' }, ['linspace-stride']],
    ['PNDMScheduler', { timestep_spacing: 'linspace' }, ['pndm-spacing']],
    ['DDPMScheduler', { thresholding: true }, ['clip-and-threshold', 'threshold-maximum']],
    ['TCDScheduler', { clip_sample: true }, ['clip-ignored']],
    ['DDPMScheduler', { variance_type: 'fixed_large_log' }, ['fixed-large-log']],
    ['UniPCMultistepScheduler', { solver_type: 'bh1' }, ['unipc-bh1-zero']],
    ['EulerDiscreteScheduler', { interpolation_type: 'log_linear' }, ['interpolation-ignored']],
    ['EulerDiscreteScheduler', { sigma_min: 0.1 }, ['sigma-range-ignored']],
    ['FlowMatchEulerDiscreteScheduler', { use_dynamic_shifting: true, shift: 3 }, ['shift-ignored']],
    ['UniPCMultistepScheduler', { flow_shift: 3 }, ['flow-shift-ignored']],
    ['DPMSolverMultistepScheduler', { use_dynamic_shifting: true }, ['flow-shift-ignored']],
    ['DPMSolverMultistepScheduler', { use_flow_sigmas: true }, ['flow-prediction']],
    [
      'FlowMatchEulerDiscreteScheduler',
      { invert_sigmas: true, stochastic_sampling: true },
      ['flow-invert-stochastic'],
    ],
    ['DDIMInverseScheduler', { prediction_type: 'sample' }, ['inversion-from-data']],
    ['EDMEulerScheduler', { final_sigmas_type: 'sigma_min' }, ['last-level-twice']],
    ['DPMSolverSinglestepScheduler', { solver_order: 3 }, ['last-group-first-order']],
    [
      'DPMSolverMultistepScheduler',
      { thresholding: true, sample_max_value: 2, beta_schedule: 'scaled_linear' },
      ['threshold-latent'],
    ],
    ['DDPMScheduler', { beta_start: 0.02, beta_end: 0.0001 }, ['betas-fall']],
    ['PNDMScheduler', { skip_prk_steps: true, clip_sample: false }, ['foreign-fields']],
    ['EDMEulerScheduler', { sigma_min: 80, sigma_max: 0.002 }, ['sigma-range-empty']],
  ])('names what is wrong with %s %o', (className, config, expected) => {
    expect(rulesOf(className, config)).toEqual(expected);
  });

  it('finds nothing more in configurations that the schedulers run without NaN', () => {
    expect(
      rulesOf('UniPCMultistepScheduler', { solver_type: 'bh1', final_sigmas_type: 'sigma_min' }),
    ).toEqual([]);
    expect(rulesOf('DDIMInverseScheduler', { prediction_type: 'sample', set_alpha_to_one: false })).toEqual(
      [],
    );
    const flow = { use_flow_sigmas: true, flow_shift: 3, prediction_type: 'flow_prediction' };
    expect(rulesOf('UniPCMultistepScheduler', flow)).toEqual([]);
  });

  it.each([
    ['two sigma grids', 'LMSDiscreteScheduler', { use_karras_sigmas: true, use_exponential_sigmas: true }],
    [
      'a flow on a grid of other sigmas',
      'DPMSolverMultistepScheduler',
      { use_flow_sigmas: true, use_karras_sigmas: true },
    ],
    [
      'a flow predicted without its levels',
      'UniPCMultistepScheduler',
      { prediction_type: 'flow_prediction' },
    ],
    [
      'the inversion of a stochastic process',
      'DPMSolverMultistepInverseScheduler',
      { algorithm_type: 'sde-dpmsolver++', use_karras_sigmas: true },
    ],
    ['noise predicted down to none', 'DPMSolverMultistepScheduler', { algorithm_type: 'dpmsolver' }],
  ])('reports %s as an error', (_, className, config) => {
    const findings = lintSchedulerConfig({ _class_name: className, ...config });
    expect(findings.map(({ severity }) => severity)).toEqual(['error']);
    expect(findings[0]?.hint).not.toBe('');
  });

  it('reports what cannot be read as one error, in words', () => {
    const [unknown] = lintSchedulerConfig({ _class_name: 'DDIMScheduler', beta_strat: 0.1 });
    expect(unknown?.message).toContain('beta_strat');
    const [two] = lintSchedulerConfig({
      _class_name: 'HeunDiscreteScheduler',
      use_karras_sigmas: true,
      use_beta_sigmas: true,
    });
    expect(two?.message).toContain('only one of');
    const [missing] = lintSchedulerConfig({ _class_name: 'NoScheduler' });
    expect(missing?.severity).toBe('error');
  });
});
