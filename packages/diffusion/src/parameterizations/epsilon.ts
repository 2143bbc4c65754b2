import { linearParameterization, type Parameterization } from './parameterization.ts';

/**
 * The network predicts the noise: `denoised = (sample - sigma·raw) / alpha`, `noise = raw`.
 *
 * @see Ho, Jain and Abbeel 2020, "Denoising diffusion probabilistic models", equation 15
 */
export const epsilonPrediction: Parameterization = linearParameterization('epsilon', ({ alpha, sigma }) => [
  1 / alpha,
  -sigma / alpha,
  0,
  1,
]);
