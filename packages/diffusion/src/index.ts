export type {
  Denoiser,
  DenoiserInput,
  NoiseLevelRequest,
  NoiseSchedule,
  Prediction,
  PredictionKind,
  Sampler,
  SamplerInit,
  SamplerRequest,
  SamplerSeed,
  SamplerState,
  TextEncoder,
  TextEncoding,
} from '@fm/core';
export * from './data/index.ts';
export * from './diffusers/index.ts';
export * from './evaluation/index.ts';
export * from './discrete/index.ts';
export * from './grids/index.ts';
export * from './guidance/index.ts';
export * from './images/index.ts';
export * from './models/index.ts';
export * from './noise/index.ts';
export * from './objectives/index.ts';
export * from './parameterizations/index.ts';
export * from './pipelines/index.ts';
export * from './samplers/index.ts';
export * from './sampling/index.ts';
export * from './schedules/index.ts';
