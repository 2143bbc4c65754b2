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
  ])('names what is wrong with %s %o', (className, config, expected) => {
    expect(rulesOf(className, config)).toEqual(expected);
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
