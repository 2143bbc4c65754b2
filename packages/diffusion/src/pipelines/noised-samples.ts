import type { HostTensor } from '@fm/core';

import { linearCombination } from '../samplers/linear-combination.ts';
import type { RunPlan } from './run-plan.ts';

/** `alpha·samples + sigma·noise` at the first point of a plan's grid. */
export function noisedSamples(
  { grid }: RunPlan,
  samples: HostTensor<'f32'>,
  noise: HostTensor<'f32'>,
): HostTensor<'f32'> {
  const { alpha, sigma } = grid.points[0] as (typeof grid.points)[number];
  return linearCombination([alpha, samples], [sigma, noise]);
}
