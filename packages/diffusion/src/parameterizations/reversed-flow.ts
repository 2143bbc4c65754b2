import { linearParameterization, type Parameterization } from './parameterization.ts';

/**
 * The network predicts `raw = x0 - noise`, the flow towards the data: `denoised = (sample + sigma·raw)/(alpha + sigma)`,
 * `noise = (sample - alpha·raw)/(alpha + sigma)`.
 */
export const reversedFlowPrediction: Parameterization = linearParameterization(
  'reversed flow',
  ({ alpha, sigma }) => {
    const sum = alpha + sigma;
    return [1 / sum, sigma / sum, 1 / sum, -alpha / sum];
  },
);
