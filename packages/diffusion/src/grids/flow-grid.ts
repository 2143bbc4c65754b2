import { type SamplingGrid, samplingGrid } from './sampling-grid.ts';

/**
 * The grid of flow matching, samples being `(1 - sigma)·x0 + sigma·noise`.
 *
 * @param sigmas - noise levels in [0, 1]; the last one is where the last step arrives, usually 0
 * @param timestepScale - the network's time is `timestepScale · sigma`. @default 1000
 * @throws {ArgumentError} when there is no step, or a number is not finite
 * @example
 * ```ts
 * import { flowGrid, shiftTime } from '@fm/diffusion';
 *
 * const sigmas = [1, 0.75, 0.5, 0.25, 0].map((t) => shiftTime(t, 3));
 * flowGrid(sigmas).points.map(({ timestep }) => timestep); // => [1000, 900, 750, 500]
 * ```
 */
export function flowGrid(sigmas: readonly number[], timestepScale = 1000): SamplingGrid {
  const points = sigmas.slice(0, -1).map((sigma) => ({
    timestep: timestepScale * sigma,
    alpha: 1 - sigma,
    sigma,
    inputScale: 1,
  }));
  const last = sigmas.at(-1) ?? Number.NaN;
  return samplingGrid({ points, end: { alpha: 1 - last, sigma: last }, initialScale: 1 });
}
