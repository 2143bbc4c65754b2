import type { HostTensor, Sampler, SamplerState } from '@fm/core';

import type { SamplingGrid } from '../grids/sampling-grid.ts';
import type { Parameterization } from '../parameterizations/parameterization.ts';

/** State of a sampler of continuous samples. */
export interface ImageState extends SamplerState {
  readonly sample: HostTensor<'f32'>;
}

/**
 * How one run goes: what `fromDiffusersConfig(config).plan(…)` gives, or values put together by hand,
 * `{ grid, sampler: ddim(grid) }`.
 */
export interface RunPlan {
  /** The grid that the sampler was made for; its first point is the noise level that the run starts at. */
  readonly grid: SamplingGrid;
  /** Made for the grid. */
  readonly sampler: Sampler<ImageState>;
  /** Meaning of the network's output. @default the one of the denoiser's `prediction` */
  readonly parameterization?: Parameterization;
}

/** Which part of a grid a run takes. */
export interface StepRange {
  /** Steps of the whole grid. */
  readonly steps: number;
  /** Steps left out at its beginning. */
  readonly start: number;
}

/** Makes the plan for a part of a grid; the `plan` of a scheduler read by `fromDiffusersConfig` is one. */
export type PlanMaker = (range: StepRange) => RunPlan;
