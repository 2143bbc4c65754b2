import { ArgumentError } from '@fm/core';

import type { NoiseLevel } from '../grids/sampling-grid.ts';
import {
  leadingTimesteps,
  linspaceTimesteps,
  roundHalfEven,
  trailingTimesteps,
} from '../grids/timestep-spacing.ts';
import type { DiscreteSchedule } from '../schedules/discrete-schedule.ts';

/** The fields that decide the timesteps of the classes of DDPM. */
export interface SpacingConfig {
  readonly num_train_timesteps: number;
  readonly timestep_spacing: 'linspace' | 'leading' | 'trailing';
  readonly steps_offset: number;
}

/**
 * Falling integer timesteps of the classes of DDPM.
 *
 * @throws {ArgumentError} when there are more steps than training timesteps
 */
export function integerTimesteps(
  { num_train_timesteps: training, timestep_spacing, steps_offset }: SpacingConfig,
  steps: number = training,
): number[] {
  if (steps > training) {
    throw new ArgumentError('More steps than the network has timesteps', {
      expected: `at most ${training}`,
      received: `${steps}`,
    });
  }
  const spacing = {
    linspace: () => linspaceTimesteps(training, steps).map(roundHalfEven),
    leading: () => leadingTimesteps(training, steps, steps_offset),
    trailing: () => trailingTimesteps(training, steps),
  };
  return spacing[timestep_spacing]();
}

/** The level that a run ends at: data without noise, or the first training timestep. */
export function finalLevel(schedule: DiscreteSchedule, toOne: boolean): NoiseLevel {
  return toOne ? { alpha: 1, sigma: 0 } : levelAt(schedule, 0);
}

/** The level of a timestep. */
export function levelAt(schedule: DiscreteSchedule, timestep: number): NoiseLevel {
  return { alpha: schedule.alpha(timestep), sigma: schedule.sigma(timestep) };
}
