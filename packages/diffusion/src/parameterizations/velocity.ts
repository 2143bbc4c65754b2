import { linearParameterization, type Parameterization } from './parameterization.ts';

/**
 * The network predicts `v = alpha·noise - sigma·x0`, both scaled so that `alpha² + sigma² = 1`:
 * with `r = √(alpha² + sigma²)`, `denoised = (alpha/r·sample - sigma·raw)/r` and `noise = (sigma/r·sample + alpha·raw)/r`.
 *
 * @see Salimans and Ho 2022, "Progressive distillation for fast sampling of diffusion models", appendix D
 */
export const velocityPrediction: Parameterization = linearParameterization('velocity', ({ alpha, sigma }) => {
  const square = alpha * alpha + sigma * sigma;
  const root = Math.sqrt(square);
  return [alpha / square, -sigma / root, sigma / square, alpha / root];
});
