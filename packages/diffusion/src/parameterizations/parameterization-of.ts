import { ArgumentError, type PredictionKind } from '@fm/core';

import { dataPrediction } from './data.ts';
import { epsilonPrediction } from './epsilon.ts';
import { flowPrediction } from './flow.ts';
import type { Parameterization } from './parameterization.ts';
import { velocityPrediction } from './velocity.ts';

/**
 * The parameterization that a denoiser's `prediction` names.
 *
 * @throws {ArgumentError} for `edm`, which needs the deviation of the data: `edmPrediction(sigmaData)`
 * @example
 * ```ts
 * import { parameterizationOf } from '@fm/diffusion';
 *
 * parameterizationOf('velocity').name; // => 'velocity'
 * ```
 */
export function parameterizationOf(prediction: PredictionKind): Parameterization {
  if (prediction === 'edm') {
    throw new ArgumentError('EDM preconditioning depends on the data', {
      expected: 'a parameterization',
      received: 'only `edm`',
      hint: 'Pass `parameterization: edmPrediction({ sigmaData: 0.5 })` with the deviation used in training.',
    });
  }
  return parameterizations[prediction];
}

const parameterizations = {
  epsilon: epsilonPrediction,
  sample: dataPrediction,
  velocity: velocityPrediction,
  flow: flowPrediction,
} as const;
