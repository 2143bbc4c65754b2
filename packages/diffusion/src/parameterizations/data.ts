import { linearParameterization, type Parameterization } from './parameterization.ts';

/** The network predicts the data: `denoised = raw`, `noise = (sample - alpha·raw) / sigma`. */
export const dataPrediction: Parameterization = linearParameterization('sample', ({ alpha, sigma }) => [
  0,
  1,
  1 / sigma,
  -alpha / sigma,
]);
