import type { Tensor } from '@fm/core';

/**
 * Weight of a sample's squared error **of the noise**; objectives turn it into the weight of what the network predicts.
 *
 * @param signalToNoise - `alpha² / sigma²` of each sample, `f32[batch]`
 * @returns `f32[batch]`
 */
export type LossWeighting = (signalToNoise: Tensor) => Tensor;
