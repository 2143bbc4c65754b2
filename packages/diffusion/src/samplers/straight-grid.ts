import { ArgumentError, type HostTensor } from '@fm/core';

import type { SamplingGrid } from '../grids/sampling-grid.ts';
import { linearCombination } from './linear-combination.ts';

/**
 * Checks that the ODE over a grid is `dx/dsigma = (x - denoised)/sigma`: `alpha` is 1 (variance exploding) or
 * `1 - sigma` (flow matching).
 *
 * @throws {ArgumentError} for a variance-preserving grid
 */
export function requireStraight(name: string, { points, end }: SamplingGrid): void {
  const levels = [...points, end];
  const straight = (offset: number): boolean =>
    levels.every(({ alpha, sigma }) => Math.abs(alpha + offset * sigma - 1) < 1e-5);
  if (straight(0) || straight(1)) return;
  throw new ArgumentError(`${name} needs a grid in which paths are straight`, {
    expected: 'alpha = 1 or alpha = 1 - sigma',
    received: `alpha ${levels[0]?.alpha}, sigma ${levels[0]?.sigma}`,
    hint: 'Make the grid with `varianceExplodingGrid`: the network sees the same input.',
  });
}

/**
 * Checks that a grid is variance exploding: `alpha` is 1.
 *
 * @throws {ArgumentError} for any other grid
 */
export function requireVarianceExploding(name: string, { points, end }: SamplingGrid): void {
  if ([...points, end].every(({ alpha }) => alpha === 1)) return;
  throw new ArgumentError(`${name} needs a variance-exploding grid`, {
    expected: 'alpha = 1 at every point',
    received: `alpha ${points[0]?.alpha}`,
    hint: 'Make the grid with `varianceExplodingGrid`: the network sees the same input.',
  });
}

/** The slope `(sample - denoised)/sigma`. */
export function slopeOf(
  sample: HostTensor<'f32'>,
  denoised: HostTensor<'f32'>,
  sigma: number,
): HostTensor<'f32'> {
  return linearCombination([1 / sigma, sample], [-1 / sigma, denoised]);
}
