import { UnsupportedError } from '@fm/core';

import { learnedVariance } from '../parameterizations/learned-variance.ts';
import { linearParameterization, type Parameterization } from '../parameterizations/parameterization.ts';
import { type PredictionConfig, readPrediction } from './clip-fields.ts';

/** Velocity where `alpha² + sigma²` is not 1, which diffusers does not scale. */
const unscaledVelocity = linearParameterization('velocity', ({ alpha, sigma }) => [
  alpha,
  -sigma,
  sigma,
  alpha,
]);

/**
 * The parameterization of a solver in λ.
 *
 * @throws {UnsupportedError} when a flow is predicted where the solver integrates the noise, or without the noise levels
 * of a flow
 */
export function readSolverPrediction(
  className: string,
  fields: PredictionConfig & {
    readonly use_flow_sigmas: boolean | null;
    readonly variance_type?: 'learned' | 'learned_range' | null;
  },
  predictsData: boolean,
): Parameterization {
  if (fields.prediction_type === 'flow_prediction' && !(predictsData && fields.use_flow_sigmas === true)) {
    throw new UnsupportedError(
      `${className}: a predicted flow needs a flow's noise levels and a solver for data`,
      {
        expected: '`use_flow_sigmas: true` and an algorithm that predicts data',
        received: `use_flow_sigmas ${fields.use_flow_sigmas}, an algorithm for ${predictsData ? 'data' : 'noise'}`,
      },
    );
  }
  const velocity = fields.prediction_type === 'v_prediction' && fields.use_flow_sigmas === true;
  const parameterization = readPrediction(fields, velocity ? unscaledVelocity : undefined);
  return (fields.variance_type ?? null) === null ? parameterization : learnedVariance(parameterization);
}
