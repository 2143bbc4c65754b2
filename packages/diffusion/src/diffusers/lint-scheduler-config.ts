import { FmError } from '@fm/core';

import { foreignFields } from './foreign-fields.ts';
import {
  fromDiffusersConfig,
  type FromDiffusersOptions,
  splitSchedulerConfig,
} from './from-diffusers-config.ts';

/** Something wrong, or suspicious, in a scheduler configuration. */
export interface SchedulerFinding {
  /** Stable name of the rule, for example `zero-snr-epsilon`. */
  readonly rule: string;
  /** `error`: it cannot run or gives NaN. `warning`: it runs, and the result is probably not what was meant. */
  readonly severity: 'error' | 'warning';
  /** The fields concerned, under diffusers' names. */
  readonly fields: readonly string[];
  /** What is wrong. */
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
}

/**
 * Everything that is wrong or suspicious in a `scheduler_config.json`, without running it. An empty list is a clean
 * configuration.
 *
 * @param config - the parsed JSON
 * @example
 * ```ts
 * import { lintSchedulerConfig } from '@fm/diffusion';
 *
 * const config = { _class_name: 'DDIMScheduler', rescale_betas_zero_snr: true };
 * lintSchedulerConfig(config).map(({ rule }) => rule); // => ['zero-snr-epsilon', 'zero-snr-spacing']
 * ```
 */
export function lintSchedulerConfig(
  config: unknown,
  options: FromDiffusersOptions = {},
): readonly SchedulerFinding[] {
  try {
    const { className, config: fields } = fromDiffusersConfig(config, options);
    const given = splitSchedulerConfig(config, options.className).fields;
    const found = rules.filter((rule) => rule.when(fields, className)).map(finding);
    return [...found, ...foreign(className, foreignFields(className, given))];
  } catch (error) {
    if (!FmError.is(error)) throw error;
    const message = error.expected === undefined ? error.message : error.expected;
    const hint = error.hint ?? 'Correct the field, or remove it to take the default.';
    return [{ rule: 'unreadable', severity: 'error', fields: [], message, hint }];
  }
}

function foreign(className: string, fields: readonly string[]): readonly SchedulerFinding[] {
  if (fields.length === 0) return [];
  const message = `${className} has no ${fields.join(', ')}: what other classes read has no effect here.`;
  const hint = 'Remove what is left over from another class.';
  return [Object.freeze({ rule: 'foreign-fields', severity: 'warning', fields, message, hint })];
}

type Fields = Readonly<Record<string, unknown>>;

interface Rule extends SchedulerFinding {
  readonly when: (fields: Fields, className: string) => boolean;
}

function finding({ rule, severity, fields, message, hint }: Rule): SchedulerFinding {
  return Object.freeze({ rule, severity, fields, message, hint });
}

const zeroSnr = (fields: Fields): boolean => fields['rescale_betas_zero_snr'] === true;
const gridFields = ['use_karras_sigmas', 'use_exponential_sigmas', 'use_beta_sigmas', 'use_lu_lambdas'];
const hasGrid = (fields: Fields): boolean => gridFields.some((name) => fields[name] === true);

const rules: readonly Rule[] = [
  {
    rule: 'zero-snr-epsilon',
    severity: 'error',
    fields: ['rescale_betas_zero_snr', 'prediction_type'],
    message: 'At zero terminal SNR the noise says nothing about the data: the first step divides by zero.',
    hint: 'Use a network with `v_prediction` or `sample`, or leave the betas as they are.',
    when: (fields) => zeroSnr(fields) && fields['prediction_type'] === 'epsilon',
  },
  {
    rule: 'zero-snr-spacing',
    severity: 'warning',
    fields: ['rescale_betas_zero_snr', 'timestep_spacing'],
    message: 'The betas reach zero SNR at the last timestep, and leading spacing does not begin there.',
    hint: 'Use `timestep_spacing: "trailing"`.',
    when: (fields) => zeroSnr(fields) && fields['timestep_spacing'] === 'leading',
  },
  {
    rule: 'offset-ignored',
    severity: 'warning',
    fields: ['steps_offset', 'timestep_spacing'],
    message: 'The offset counts in leading spacing only.',
    hint: 'Remove `steps_offset`, or use `timestep_spacing: "leading"`.',
    when: (fields) =>
      fields['steps_offset'] !== undefined &&
      fields['steps_offset'] !== 0 &&
      fields['timestep_spacing'] !== 'leading',
  },
  {
    rule: 'spacing-ignored',
    severity: 'warning',
    fields: ['timestep_spacing', 'original_inference_steps'],
    message: 'The timesteps of distilled models are those of their teacher, whatever the spacing says.',
    hint: 'Remove `timestep_spacing` and `steps_offset`.',
    when: (fields) =>
      fields['original_inference_steps'] !== undefined &&
      (fields['timestep_spacing'] !== 'leading' || fields['steps_offset'] !== 0),
  },
  {
    rule: 'linspace-stride',
    severity: 'warning',
    fields: ['timestep_spacing'],
    message:
      'DDIM in diffusers steps by T/N whatever the spacing: with linspace a step misses the next timestep.',
    hint: 'Use `leading` or `trailing`, or read it with `compatibility: { fixedStride: false }`.',
    when: (fields, className) => className.startsWith('DDIM') && fields['timestep_spacing'] === 'linspace',
  },
  {
    rule: 'pndm-spacing',
    severity: 'warning',
    fields: ['timestep_spacing'],
    message: 'PNDM needs evenly spaced timesteps, T/N apart; linspace is not.',
    hint: 'Use `leading` or `trailing`.',
    when: (fields, className) => className === 'PNDMScheduler' && fields['timestep_spacing'] === 'linspace',
  },
  {
    rule: 'clip-and-threshold',
    severity: 'warning',
    fields: ['thresholding', 'clip_sample'],
    message: 'Thresholding takes the place of clipping, so that `clip_sample` has no effect.',
    hint: 'Turn one of them off.',
    when: (fields) => fields['thresholding'] === true && fields['clip_sample'] === true,
  },
  {
    rule: 'threshold-maximum',
    severity: 'warning',
    fields: ['thresholding', 'sample_max_value'],
    message: 'A highest threshold of at most 1 makes dynamic thresholding plain clipping.',
    hint: 'Raise `sample_max_value`.',
    when: (fields) => fields['thresholding'] === true && Number(fields['sample_max_value']) <= 1,
  },
  {
    rule: 'clip-ignored',
    severity: 'warning',
    fields: ['clip_sample', 'thresholding'],
    message: 'TCD does not clip.',
    hint: 'Remove `clip_sample` and `thresholding`.',
    when: (fields, className) =>
      className === 'TCDScheduler' && (fields['clip_sample'] === true || fields['thresholding'] === true),
  },
  {
    rule: 'fixed-large-log',
    severity: 'warning',
    fields: ['variance_type'],
    message: 'In diffusers this variance is NaN: it takes the root of a negative logarithm.',
    hint: 'Use `fixed_large`, which is what its name says.',
    when: (fields) => fields['variance_type'] === 'fixed_large_log',
  },
  {
    rule: 'unipc-bh1-zero',
    severity: 'error',
    fields: ['solver_type', 'final_sigmas_type'],
    message: 'UniPC with `bh1` gives NaN in a last step to sigma 0.',
    hint: 'Use `bh2`, or `final_sigmas_type: "sigma_min"`.',
    when: (fields, className) =>
      className === 'UniPCMultistepScheduler' &&
      fields['solver_type'] === 'bh1' &&
      fields['final_sigmas_type'] === 'zero',
  },
  {
    rule: 'interpolation-ignored',
    severity: 'warning',
    fields: ['interpolation_type', 'final_sigmas_type'],
    message:
      'With `log_linear` there is one sigma too many: the run ends above the final sigma, with noise left.',
    hint: 'Use `use_exponential_sigmas`, which is what was meant.',
    when: (fields) => fields['interpolation_type'] === 'log_linear' && !hasGrid(fields),
  },
  {
    rule: 'sigma-range-ignored',
    severity: 'warning',
    fields: ['sigma_min', 'sigma_max'],
    message: 'Without one of the sigma grids the range has no effect.',
    hint: 'Turn on `use_karras_sigmas`, or remove the range.',
    when: (fields, className) =>
      className === 'EulerDiscreteScheduler' &&
      !hasGrid(fields) &&
      (fields['sigma_min'] !== null || fields['sigma_max'] !== null),
  },
  {
    rule: 'shift-ignored',
    severity: 'warning',
    fields: ['shift', 'use_dynamic_shifting'],
    message: 'With dynamic shifting the shift follows from `mu`, and `shift` has no effect.',
    hint: 'Remove `shift`.',
    when: (fields) =>
      fields['use_dynamic_shifting'] === true && fields['shift'] !== undefined && fields['shift'] !== 1,
  },
  {
    rule: 'flow-shift-ignored',
    severity: 'warning',
    fields: ['flow_shift', 'use_dynamic_shifting', 'use_flow_sigmas'],
    message: 'Without `use_flow_sigmas` nothing is shifted.',
    hint: 'Turn on `use_flow_sigmas` for a network of flow matching, or remove the shift.',
    when: (fields) =>
      fields['use_flow_sigmas'] === false &&
      (fields['flow_shift'] !== 1 || fields['use_dynamic_shifting'] === true),
  },
  {
    rule: 'flow-prediction',
    severity: 'warning',
    fields: ['use_flow_sigmas', 'prediction_type'],
    message: 'The noise levels are those of a flow, and the network is said to predict something else.',
    hint: 'Use `prediction_type: "flow_prediction"`, or turn off `use_flow_sigmas`.',
    when: (fields) => fields['use_flow_sigmas'] === true && fields['prediction_type'] !== 'flow_prediction',
  },
  {
    rule: 'flow-invert-stochastic',
    severity: 'error',
    fields: ['invert_sigmas', 'stochastic_sampling'],
    message: 'A run from data to noise cannot take fresh noise.',
    hint: 'Turn one of them off.',
    when: (fields) => fields['invert_sigmas'] === true && fields['stochastic_sampling'] === true,
  },
  {
    rule: 'inversion-from-data',
    severity: 'error',
    fields: ['prediction_type', 'set_alpha_to_one'],
    message: 'The inversion begins without any noise, where predicted data says nothing about it: NaN.',
    hint: 'Use `set_alpha_to_one: false`, or a network with `epsilon` or `v_prediction`.',
    when: (fields, className) =>
      className === 'DDIMInverseScheduler' &&
      fields['prediction_type'] === 'sample' &&
      fields['set_alpha_to_one'] === true,
  },
  {
    rule: 'last-level-twice',
    severity: 'warning',
    fields: ['final_sigmas_type'],
    message: 'The grid ends at `sigma_min` already: the last step goes nowhere, and noise stays.',
    hint: 'Use `final_sigmas_type: "zero"`.',
    when: (fields) => fields['sigma_schedule'] !== undefined && fields['final_sigmas_type'] === 'sigma_min',
  },
  {
    rule: 'last-group-first-order',
    severity: 'warning',
    fields: ['solver_order', 'final_sigmas_type'],
    message:
      'A last evaluation of sigma 0 is of first order: the last group of three loses its order, and with 3n - 1 steps the last two evaluations are of first order.',
    hint: 'Take 3n + 1 steps, or `solver_order: 2`.',
    when: (fields, className) =>
      className === 'DPMSolverSinglestepScheduler' &&
      fields['solver_order'] === 3 &&
      fields['final_sigmas_type'] === 'zero',
  },
  {
    rule: 'threshold-latent',
    severity: 'warning',
    fields: ['thresholding', 'beta_schedule'],
    message: 'Thresholding is for pixels in [-1, 1]; these betas are those of models of latents.',
    hint: 'Turn off `thresholding`, unless the network is one of pixels.',
    when: (fields) => fields['thresholding'] === true && fields['beta_schedule'] === 'scaled_linear',
  },
  {
    rule: 'betas-fall',
    severity: 'warning',
    fields: ['beta_start', 'beta_end'],
    message: 'Betas grow with the timestep, and these fall.',
    hint: 'Exchange `beta_start` and `beta_end`.',
    when: (fields) => Number(fields['beta_start']) > Number(fields['beta_end']),
  },
  {
    rule: 'sigma-range-empty',
    severity: 'error',
    fields: ['sigma_min', 'sigma_max'],
    message: 'The lowest noise level is not below the highest.',
    hint: 'Exchange `sigma_min` and `sigma_max`.',
    when: ({ sigma_min: lowest, sigma_max: highest }) =>
      typeof lowest === 'number' && typeof highest === 'number' && lowest >= highest,
  },
];
