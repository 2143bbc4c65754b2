import { add, cast, dimensionSize, divide, floor, iota, subtract, uniform } from '@fm/core';
import type { TimeSampling } from './time-sampling.ts';

/** Options of {@link uniformTimes}. */
export interface UniformTimesOptions {
  /**
   * Spread the times of a batch evenly behind one common random offset, which lowers the variance of the loss.
   *
   * @default false
   * @see Kingma et al. 2021, "Variational Diffusion Models", appendix I.1
   */
  readonly stratified?: boolean;
}

/**
 * All times alike.
 *
 * @example
 * ```ts
 * import { compile, hostTensor, referenceBackend, type Tensor } from '@fm/core';
 * import { uniformTimes } from '@fm/diffusion';
 *
 * const times = uniformTimes({ stratified: true });
 * const draw = compile(({ key }: { key: Tensor }) => ({ u: times(key, 4) }), { backend: referenceBackend() });
 * const { u } = await draw({ key: hostTensor('i32', [0, 1]) });
 * (await u.read()).data; // => Float32Array [0.06071, 0.3107, 0.5607, 0.8107]
 * ```
 */
export function uniformTimes({ stratified = false }: UniformTimesOptions = {}): TimeSampling {
  if (!stratified) return (key, batch) => uniform(key, [batch]);
  return (key, batch) => {
    const places = divide(cast(iota(batch), 'f32'), dimensionSize(batch, 'f32'));
    const shifted = add(places, uniform(key, [1]));
    return subtract(shifted, floor(shifted));
  };
}
