import { type SamplingGrid, samplingGrid } from './sampling-grid.ts';

/** Options of {@link varianceExplodingGrid}. */
export interface VarianceExplodingOptions {
  /** Standard deviation of the first sample. @default the first sigma */
  readonly initialScale?: number;
  /** Scale of the network's input at a sigma. @default 1 / √(sigma² + 1) */
  readonly inputScale?: (sigma: number) => number;
}

/**
 * The grid of samples `x0 + sigma·noise`, which the network sees scaled to variance 1.
 *
 * @param sigmas - noise levels; the last one is where the last step arrives, usually 0
 * @param timesteps - the network's time at every sigma but the last
 * @throws {ArgumentError} when there is no step, a timestep is missing, or a number is not finite
 * @see Karras et al. 2022, "Elucidating the design space of diffusion-based generative models"
 * @example
 * ```ts
 * import { karrasSigmas, varianceExplodingGrid } from '@fm/diffusion';
 *
 * const sigmas = karrasSigmas(3, { sigmaMin: 0.1, sigmaMax: 10 });
 * const grid = varianceExplodingGrid([...sigmas, 0], sigmas);
 * grid.points.length; // => 3
 * grid.initialScale; // => 10
 * ```
 */
export function varianceExplodingGrid(
  sigmas: readonly number[],
  timesteps: readonly number[],
  options: VarianceExplodingOptions = {},
): SamplingGrid {
  const { initialScale = sigmas[0] ?? 1, inputScale = unitVariance } = options;
  const points = sigmas.slice(0, -1).map((sigma, i) => ({
    timestep: timesteps[i] ?? Number.NaN,
    alpha: 1,
    sigma,
    inputScale: inputScale(sigma),
  }));
  return samplingGrid({ points, end: { alpha: 1, sigma: sigmas.at(-1) ?? Number.NaN }, initialScale });
}

function unitVariance(sigma: number): number {
  return 1 / Math.sqrt(sigma * sigma + 1);
}
