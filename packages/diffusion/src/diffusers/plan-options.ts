import { ArgumentError } from '@fm/core';
import * as z from 'zod';

import type { PlanOptions } from './diffusers-scheduler.ts';

/** Options of a plan that only some classes take. */
export type SpecialOption = 'timesteps' | 'sigmas' | 'mu' | 'noise' | 'stepOptions' | 'setOptions';

const special: readonly SpecialOption[] = ['timesteps', 'sigmas', 'mu', 'noise', 'stepOptions', 'setOptions'];

/**
 * Refuses options that a class has no use for.
 *
 * @throws {ArgumentError} naming the option
 */
export function allowOptions(
  className: string,
  options: PlanOptions,
  allowed: readonly SpecialOption[],
): void {
  const refused = special.find((name) => options[name] !== undefined && !allowed.includes(name));
  if (refused === undefined) return;
  throw new ArgumentError(`${className} does not take \`${refused}\``, {
    expected: ['steps', 'start', ...allowed].join(', '),
    received: refused,
  });
}

/**
 * The arguments of diffusers' `step`, checked.
 *
 * @throws {ArgumentError} when one is unknown or out of range
 */
export function readStepOptions<Options>(
  className: string,
  schema: z.ZodType<Options>,
  { stepOptions = {} }: PlanOptions,
): Options {
  return readArguments(`${className}: these are no arguments of \`step\``, schema, stepOptions);
}

/**
 * Further arguments of diffusers' `set_timesteps`, checked.
 *
 * @throws {ArgumentError} when one is unknown or out of range
 */
export function readSetOptions<Options>(
  className: string,
  schema: z.ZodType<Options>,
  { setOptions = {} }: PlanOptions,
): Options {
  return readArguments(`${className}: these are no arguments of \`set_timesteps\``, schema, setOptions);
}

function readArguments<Options>(summary: string, schema: z.ZodType<Options>, given: unknown): Options {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new ArgumentError(summary, {
    expected: z.prettifyError(parsed.error),
    received: JSON.stringify(given),
  });
}
