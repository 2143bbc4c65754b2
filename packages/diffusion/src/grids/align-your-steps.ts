/** Models that {@link aysGrids} has grids for. */
export type AysModel = 'stableDiffusion' | 'stableDiffusionXl' | 'stableVideoDiffusion';

/**
 * Ten steps optimised for a model: noise levels with a final 0, and for image models the timesteps.
 *
 * @see Sabour, Fidler and Kreis 2024, "Align your steps: optimizing sampling schedules in diffusion models"
 * @example
 * ```ts
 * import { aysGrids, varianceExplodingGrid } from '@fm/diffusion';
 *
 * const { sigmas, timesteps = [] } = aysGrids.stableDiffusion;
 * varianceExplodingGrid(sigmas, timesteps).points.length; // => 10
 * ```
 */
export const aysGrids: Readonly<
  Record<AysModel, { readonly sigmas: readonly number[]; readonly timesteps?: readonly number[] }>
> = Object.freeze({
  stableDiffusion: {
    sigmas: [14.615, 6.475, 3.861, 2.697, 1.886, 1.396, 0.963, 0.652, 0.399, 0.152, 0],
    timesteps: [999, 850, 736, 645, 545, 455, 343, 233, 124, 24],
  },
  stableDiffusionXl: {
    sigmas: [14.615, 6.315, 3.771, 2.181, 1.342, 0.862, 0.555, 0.38, 0.234, 0.113, 0],
    timesteps: [999, 845, 730, 587, 443, 310, 193, 116, 53, 13],
  },
  stableVideoDiffusion: {
    sigmas: [700, 54.5, 15.886, 7.977, 4.248, 1.789, 0.981, 0.403, 0.173, 0.034, 0],
  },
});
