import type * as z from 'zod';

import type { SchedulerReader } from './diffusers-scheduler.ts';

/** The fields of a configuration, with their names. */
export type ConfigFields<Config> = z.ZodType<Config> & { readonly shape: Readonly<Record<string, unknown>> };

/** A scheduler class of diffusers: its fields and how they are read. */
export interface SchedulerClass<Config = Readonly<Record<string, unknown>>> {
  /** Every field of the class with diffusers' default; unknown fields are refused. */
  readonly config: ConfigFields<Config>;
  read(...inputs: Parameters<SchedulerReader<Config>>): ReturnType<SchedulerReader<Config>>;
}

/** A {@link SchedulerClass} whose reader sees the type that its fields describe. */
export function schedulerClass<Config extends object>(
  config: ConfigFields<Config>,
  read: SchedulerReader<Config>,
): SchedulerClass {
  return Object.freeze({ config, read }) as unknown as SchedulerClass;
}
