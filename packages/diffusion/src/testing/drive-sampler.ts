import type { HostTensor, NoiseLevelRequest, Prediction, Sampler, SamplerSeed, SamplerState } from '@fm/core';

/** Runs a sampler to its end with predictions that need no network. */
export function driveSampler<State extends SamplerState>(
  sampler: Sampler<State>,
  start: HostTensor<'f32'>,
  predict: (request: NoiseLevelRequest) => Prediction,
  seed: SamplerSeed = 0,
): State {
  let state = sampler.init(start, { seed });
  for (let request = sampler.request(state); request !== undefined; request = sampler.request(state)) {
    state = sampler.next(state, predict(request));
  }
  return state;
}
