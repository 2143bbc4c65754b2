import { interpolateTable, sigmaTable } from '../grids/sigma-table.ts';
import { linspaceTimesteps, roundHalfEven } from '../grids/timestep-spacing.ts';
import type { DiscreteSchedule } from '../schedules/discrete-schedule.ts';
import type { PlanOptions } from './diffusers-scheduler.ts';
import { type SolverSpaceConfig, solverSpace, trailingFrom, usedTimesteps } from './solver-space.ts';

/**
 * Noise levels and timesteps of an inversion, rising. Timesteps that occur twice are asked once, as in diffusers, before they are rounded.
 *
 * @returns `sigmas` with the level that the last step arrives at, which may have more entries than `timesteps`
 */
export function inverseSpace(
  config: SolverSpaceConfig,
  schedule: DiscreteSchedule,
  plan: PlanOptions,
): { readonly sigmas: readonly number[]; readonly timesteps: readonly number[] } {
  const { timesteps, times, sigmas, last } = risingLevels(config, schedule, plan);
  return {
    sigmas: [...sigmas, last].map(Math.fround),
    timesteps: timesteps.filter((_, i) => times.indexOf(times[i] as number) === i),
  };
}

function risingLevels(
  config: SolverSpaceConfig,
  schedule: DiscreteSchedule,
  plan: PlanOptions,
): { sigmas: readonly number[]; timesteps: readonly number[]; times: readonly number[]; last: number } {
  if (config.use_flow_sigmas === true) {
    // diffusers goes down here, as when it samples.
    const { sigmas, timesteps, times } = solverSpace(config, schedule, plan);
    return { sigmas, timesteps, times, last: sigmas.at(-1) as number };
  }
  if (config.use_karras_sigmas || config.use_exponential_sigmas || config.use_beta_sigmas) {
    const table = sigmaTable(schedule, 'f32');
    const turned = { sigma_min: table.at(-1) as number, sigma_max: table[0] as number };
    const { sigmas, timesteps, times } = solverSpace({ ...config, ...turned }, schedule, plan);
    return { sigmas, timesteps, times, last: sigmas.at(-1) as number };
  }
  const table = sigmaTable(schedule, 'f32');
  const used = usedTimesteps(schedule, config);
  const timesteps = risingTimesteps(config, used, plan.steps ?? config.num_train_timesteps);
  return {
    timesteps,
    times: timesteps,
    sigmas: timesteps.map((timestep) => interpolateTable(table, timestep)),
    last: table[used - 1] as number,
  };
}

function risingTimesteps(config: SolverSpaceConfig, used: number, steps: number): number[] {
  const { num_train_timesteps: training, timestep_spacing: spacing, steps_offset: offset } = config;
  if (spacing === 'linspace')
    return linspaceTimesteps(used, steps + 1)
      .map(roundHalfEven)
      .reverse()
      .slice(0, -1);
  if (spacing === 'leading') {
    const ratio = Math.floor(used / (steps + 1));
    return Array.from({ length: steps }, (_, i) => i * ratio + offset);
  }
  return trailingFrom(used, training / steps).reverse();
}
