import { ArgumentError } from '@fm/core';

import { betaSigmas } from '../grids/beta.ts';
import { exponentialSigmas } from '../grids/exponential.ts';
import { karrasSigmas } from '../grids/karras.ts';
import { shiftTime, shiftTimeDynamically, stretchToTerminal } from '../schedules/flow-matching.ts';
import { linspace } from '../schedules/linspace.ts';
import type { PlanOptions } from './diffusers-scheduler.ts';

/** The fields that decide the noise levels of flow matching. */
export interface FlowConfig {
  readonly num_train_timesteps: number;
  readonly shift: number;
  readonly use_dynamic_shifting?: boolean;
  readonly time_shift_type?: 'exponential' | 'linear';
  readonly shift_terminal?: number | null;
  readonly use_karras_sigmas?: boolean | null;
  readonly use_exponential_sigmas?: boolean | null;
  readonly use_beta_sigmas?: boolean | null;
}

/**
 * Noise levels of a flow-matching run, falling, without the final 0.
 *
 * @param doubleShift - whether the ends of the default grid are shifted before the whole grid is
 */
export function flowSigmas(
  className: string,
  config: FlowConfig,
  options: PlanOptions,
  doubleShift: boolean,
): number[] {
  const training = config.num_train_timesteps;
  const { mu } = options;
  if ((config.use_dynamic_shifting === true) !== (mu !== undefined)) {
    throw new ArgumentError(`${className}: \`mu\` belongs to \`use_dynamic_shifting\``, {
      expected: mu === undefined ? '`mu`' : 'no `mu`',
      received: mu === undefined ? 'none' : `${mu}`,
      hint: 'Get it for an image from `dynamicShift(tokens)`.',
    });
  }
  const shift = (t: number): number =>
    mu === undefined ? shiftTime(t, config.shift) : shiftTimeDynamically(t, mu, config.time_shift_type);
  // The ends of the training grid, 1 and 1/T, which diffusers has shifted once when it is made.
  const lowest =
    doubleShift && mu === undefined ? Math.fround(shift(Math.fround(1 / training))) : 1 / training;
  const count = options.steps ?? training;
  const spaced =
    options.sigmas ?? options.timesteps?.map((time) => time / training) ?? linspace(1, lowest, count);
  let sigmas = spaced.map(shift);
  const terminal = config.shift_terminal ?? 0;
  if (terminal !== 0) sigmas = stretchToTerminal(sigmas, terminal);
  const range = { sigmaMax: sigmas[0] as number, sigmaMin: sigmas.at(-1) as number };
  if (config.use_karras_sigmas === true) sigmas = karrasSigmas(sigmas.length, range);
  else if (config.use_exponential_sigmas === true) sigmas = exponentialSigmas(sigmas.length, range);
  else if (config.use_beta_sigmas === true) sigmas = betaSigmas(sigmas.length, range);
  return sigmas.map(Math.fround);
}
