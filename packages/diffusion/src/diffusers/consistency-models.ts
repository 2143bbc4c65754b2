import { ArgumentError } from '@fm/core';
import * as z from 'zod';

import { skipSteps } from '../grids/sampling-grid.ts';
import { leadingTimesteps } from '../grids/timestep-spacing.ts';
import { varianceExplodingGrid } from '../grids/variance-exploding-grid.ts';
import { clipped } from '../parameterizations/clipped.ts';
import { consistencyPrediction } from '../parameterizations/consistency.ts';
import { consistency } from '../samplers/consistency.ts';
import { edmSchedule, edmTime } from '../schedules/edm.ts';
import { allowOptions } from './plan-options.ts';
import { type SchedulerClass, schedulerClass } from './scheduler-class.ts';

const config = z.strictObject({
  num_train_timesteps: z.int().positive().default(40),
  sigma_min: z.number().positive().default(0.002),
  sigma_max: z.number().positive().default(80),
  sigma_data: z.number().positive().default(0.5),
  s_noise: z.number().min(0).default(1),
  rho: z.number().positive().default(7),
  clip_denoised: z.boolean().default(true),
});

/** `CMStochasticIterativeScheduler`. */
export const consistencyModelClass: SchedulerClass = schedulerClass(config, (fields) => {
  const { num_train_timesteps: training, sigma_min: sigmaMin, sigma_max: sigmaMax, rho } = fields;
  const [low, high] = [sigmaMin ** (1 / rho), sigmaMax ** (1 / rho)];
  const prediction = consistencyPrediction({ sigmaMin, sigmaData: fields.sigma_data });
  return {
    schedule: edmSchedule,
    plan(options) {
      allowOptions('CMStochasticIterativeScheduler', options, ['timesteps', 'noise']);
      const indices =
        options.timesteps ?? leadingTimesteps(training, Math.min(options.steps ?? training, training));
      if (indices.some((index, i) => index >= (i === 0 ? training : (indices[i - 1] as number)))) {
        throw new ArgumentError('CMStochasticIterativeScheduler: timesteps must fall', {
          expected: `each below the one before, the first below ${training}`,
          received: indices.join(', '),
        });
      }
      // diffusers counts training timesteps from the noise, its own timesteps from the data.
      const exact = indices
        .toReversed()
        .map((index) => (high + (index / (training - 1)) * (low - high)) ** rho);
      const sigmas = [...exact, sigmaMin].map(Math.fround);
      const whole = varianceExplodingGrid(
        sigmas,
        exact.map((sigma) => 1000 * edmTime(sigma)),
        { initialScale: sigmaMax, inputScale: (sigma) => 1 / Math.sqrt(sigma ** 2 + fields.sigma_data ** 2) },
      );
      const grid = skipSteps(whole, options.start ?? 0);
      const sampler = consistency(grid, {
        sigmaMin: Math.fround(sigmaMin),
        noiseScale: fields.s_noise,
        ...(options.noise !== undefined && { noise: options.noise }),
      });
      return {
        grid,
        sampler,
        parameterization: fields.clip_denoised ? clipped(prediction) : prediction,
        sigmas,
      };
    },
  };
});
