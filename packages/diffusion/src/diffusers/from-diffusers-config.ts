import { ArgumentError, FormatError, type HostTensor, UnsupportedError } from '@fm/core';
import * as z from 'zod';

import { linearCombination } from '../samplers/linear-combination.ts';
import { type Compatibility, diffusersCompatibility } from './compatibility.ts';
import type { DiffusersScheduler, PlanOptions, SamplingPlan } from './diffusers-scheduler.ts';
import { foreignFields } from './foreign-fields.ts';
import { schedulerClasses } from './scheduler-classes.ts';

/** Options of {@link fromDiffusersConfig}. */
export interface FromDiffusersOptions {
  /** Class name, where the configuration has no `_class_name`. @default the configuration's own */
  readonly className?: string;
  /** Which of diffusers' deviations to repeat. @default diffusersCompatibility */
  readonly compatibility?: Partial<Compatibility>;
}

/**
 * Reads diffusers' `scheduler_config.json`: the scheduler that gives diffusers' numbers.
 *
 * Fields that only other classes have are passed over, as in diffusers, whose files keep them when the class changes;
 * `lintSchedulerConfig` lists them.
 *
 * @param config - the parsed JSON, with `_class_name`; fields left out take diffusers' defaults
 * @throws {FormatError} when a field is unknown, mistyped or out of range
 * @throws {UnsupportedError} when the class is not known
 * @throws {ArgumentError} from `plan`, when its options are impossible for the class
 * @example
 * ```ts
 * import { fromDiffusersConfig } from '@fm/diffusion';
 *
 * const scheduler = fromDiffusersConfig({ _class_name: 'DDIMScheduler', steps_offset: 1 });
 * scheduler.plan({ steps: 5 }).timesteps; // => [801, 601, 401, 201, 1]
 * ```
 */
export function fromDiffusersConfig(config: unknown, options: FromDiffusersOptions = {}): DiffusersScheduler {
  const { className, fields } = splitSchedulerConfig(config, options.className);
  const schedulerClass = schedulerClasses[className];
  if (schedulerClass === undefined) {
    throw new UnsupportedError('fromDiffusersConfig: this scheduler class is not known', {
      expected: Object.keys(schedulerClasses).join(', '),
      received: className,
    });
  }
  const foreign = foreignFields(className, fields);
  const own = Object.fromEntries(Object.entries(fields).filter(([name]) => !foreign.includes(name)));
  const parsed = schedulerClass.config.safeParse(own);
  if (!parsed.success) {
    throw new FormatError(`fromDiffusersConfig: this is no configuration of ${className}`, {
      expected: z.prettifyError(parsed.error),
      received: JSON.stringify(fields),
    });
  }
  const checked = parsed.data as Readonly<Record<string, unknown>>;
  const compatibility = { ...diffusersCompatibility, ...options.compatibility };
  const read = schedulerClass.read(checked, compatibility);
  return Object.freeze({
    className,
    config: Object.freeze(checked),
    schedule: read.schedule,
    plan(planOptions: PlanOptions = {}): SamplingPlan {
      checkPlanOptions(className, planOptions);
      const { grid, sampler, parameterization, evaluations = grid.points, sigmas } = read.plan(planOptions);
      const [first] = grid.points;
      return Object.freeze({
        grid,
        sampler,
        parameterization,
        timesteps: evaluations.map(({ timestep }) => timestep),
        sigmas,
        initialScale: grid.initialScale,
        addNoise: (data: HostTensor<'f32'>, noise: HostTensor<'f32'>) =>
          linearCombination([first?.alpha ?? 1, data], [first?.sigma ?? 0, noise]),
      });
    },
  });
}

/** The class's name, and the fields without those that diffusers writes about itself (`_class_name`, …). */
export function splitSchedulerConfig(
  config: unknown,
  className: string | undefined,
): { className: string; fields: Record<string, unknown> } {
  const record = z.record(z.string(), z.unknown()).safeParse(config);
  const name = className ?? record.data?.['_class_name'];
  if (!record.success || typeof name !== 'string') {
    throw new FormatError('fromDiffusersConfig: this is no scheduler configuration', {
      expected: 'an object with `_class_name`, or the option `className`',
      received: JSON.stringify(config)?.slice(0, 200),
    });
  }
  return {
    className: name,
    fields: Object.fromEntries(Object.entries(record.data).filter(([key]) => !key.startsWith('_'))),
  };
}

function checkPlanOptions(className: string, { steps, timesteps, sigmas, start = 0 }: PlanOptions): void {
  const given = [steps, timesteps, sigmas].filter((option) => option !== undefined).length;
  const length = steps ?? timesteps?.length ?? sigmas?.length ?? Number.POSITIVE_INFINITY;
  if (given > 1 || !(length >= 1) || !(start >= 0 && start < length)) {
    throw new ArgumentError(`${className}: this plan is impossible`, {
      expected:
        'one of `steps`, `timesteps` and `sigmas`, at least one step, and fewer steps left out than there are',
      received: JSON.stringify({ steps, timesteps, sigmas, start }),
    });
  }
}
