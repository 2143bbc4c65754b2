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
