// The contracts that this package will be built on; there is nothing to run yet.
export type {
  Denoiser,
  DenoiserInput,
  NoiseSchedule,
  Sampler,
  SamplerRequest,
  SamplerState,
  TextEncoder,
  TextEncoding,
} from '@fm/core';
