import * as z from 'zod';

import { skipSteps } from '../grids/sampling-grid.ts';
import { sigmaTable, timestepOfSigma } from '../grids/sigma-table.ts';
import { varianceExplodingGrid } from '../grids/variance-exploding-grid.ts';
import { brownianNoise } from '../noise/brownian-noise.ts';
import { dpmSolverSde } from '../samplers/dpm-solver-sde.ts';
import { betaFields, readBetas } from './beta-fields.ts';
import { numpyLog } from '../grids/numpy-log.ts';
import { allowOptions, readStepOptions } from './plan-options.ts';
import { predictionTypes } from './prediction.ts';
import { type SchedulerClass, schedulerClass } from './scheduler-class.ts';
import { oneSigmaGrid, sigmaGridFields, spacingFields } from './sigma-fields.ts';
import { initialNoiseScale, sigmaSpace } from './sigma-space.ts';

const config = oneSigmaGrid(
  z.strictObject({
    ...betaFields,
    ...sigmaGridFields,
    ...spacingFields,
    beta_start: z.number().min(0).max(1).default(0.00085),
    beta_end: z.number().min(0).max(1).default(0.012),
    prediction_type: z.enum(['epsilon', 'v_prediction']).default('epsilon'),
    noise_sampler_seed: z.int().nullable().default(null),
  }),
);

const stepOptions = z.strictObject({ s_noise: z.number().default(1) });

const className = 'DPMSolverSDEScheduler';

/** `DPMSolverSDEScheduler`. */
export const dpmSolverSdeClass: SchedulerClass = schedulerClass(config, (fields) => {
  const schedule = readBetas(className, fields);
  const logTable = sigmaTable(schedule, 'f32').map(numpyLog);
  const timestepOf = (sigma: number): number => Math.fround(timestepOfSigma(logTable, sigma));
  const parameterization = predictionTypes[fields.prediction_type];
  return {
    schedule,
    plan(options) {
      allowOptions(className, options, ['noise', 'stepOptions']);
      const { s_noise: noiseScale } = readStepOptions(className, stepOptions, options);
      const { sigmas: levels, timesteps } = sigmaSpace(fields, schedule, options);
      const sigmas = [...levels, 0];
      const initialScale = initialNoiseScale(fields, sigmas);
      const grid = skipSteps(varianceExplodingGrid(sigmas, timesteps, { initialScale }), options.start ?? 0);
      const [low, high] = [levels.at(-1) as number, levels[0] as number];
      const seed = fields.noise_sampler_seed;
      const path = brownianNoise({ low: low < high ? low : 0, high, ...(seed !== null && { seed }) });
      const sampler = dpmSolverSde(grid, timestepOf, {
        noiseScale,
        noise: options.noise ?? path,
        precision: 'f32',
      });
      const doubled = levels.flatMap((sigma, i) => (i === 0 ? [sigma] : [sigma, sigma]));
      return {
        grid,
        sampler,
        parameterization,
        evaluations: sampler.evaluations,
        sigmas: [...doubled, 0],
      };
    },
  };
});
