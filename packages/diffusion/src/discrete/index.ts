export {
  absorbingCorruption,
  type CorruptionOptions,
  linearKeep,
  type TokenCorruption,
  uniformCorruption,
} from './corruption.ts';
export { d3pm, type D3pmOptions, type TokenRequest, type TokenState } from './d3pm.ts';
export { tokenPosterior } from './posterior.ts';
