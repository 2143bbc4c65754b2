export { betaSigmas } from './beta.ts';
export { exponentialSigmas } from './exponential.ts';
export { karrasSigmas, type SigmaRange } from './karras.ts';
export {
  type GridPoint,
  type NoiseLevel,
  type SamplingGrid,
  samplingGrid,
  skipSteps,
} from './sampling-grid.ts';
export { sigmaTable, timestepOfSigma } from './sigma-table.ts';
export { leadingTimesteps, linspaceTimesteps, trailingTimesteps } from './timestep-spacing.ts';
export { type VarianceExplodingOptions, varianceExplodingGrid } from './variance-exploding-grid.ts';
export { variancePreservingGrid } from './variance-preserving-grid.ts';
export { type AysModel, aysGrids } from './align-your-steps.ts';
export { flowGrid } from './flow-grid.ts';
export { type InversionOptions, inversionGrid } from './inversion-grid.ts';
export { polyexponentialSigmas } from './polyexponential.ts';
