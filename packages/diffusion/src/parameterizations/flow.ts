import { linearParameterization, type Parameterization } from './parameterization.ts';

/**
 * The network predicts `raw = noise - x0`: `denoised = (sample - sigma·raw)/(alpha + sigma)`,
 * `noise = (sample + alpha·raw)/(alpha + sigma)`.
 *
 * @see Lipman et al. 2023, "Flow matching for generative modeling"; Esser et al. 2024, arXiv 2403.03206, section 2
 */
export const flowPrediction: Parameterization = linearParameterization('flow', ({ alpha, sigma }) => {
  const sum = alpha + sigma;
  return [1 / sum, -sigma / sum, 1 / sum, alpha / sum];
});
