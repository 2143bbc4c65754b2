import type { Dim, Tensor } from '@fm/core';

/**
 * How training draws times: as positions `u` in [0, 1) along the forward process, 0 next to the data.
 *
 * @param key - random key, `i32[2]`
 * @param batch - number of samples
 * @returns `f32[batch]`
 */
export type TimeSampling = (key: Tensor, batch: Dim) => Tensor;
