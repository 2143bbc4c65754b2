import type { HostTensor, NoiseSchedule, Sampler } from '@fm/core';

import type { GridPoint, SamplingGrid } from '../grids/sampling-grid.ts';
import type { NoiseSource } from '../noise/noise-source.ts';
import type { Parameterization } from '../parameterizations/parameterization.ts';
import type { PlannedState } from '../samplers/planned-sampler.ts';
import type { Compatibility } from './compatibility.ts';

/** A scheduler of diffusers, read from its configuration. A frozen value: every run asks it for a plan. */
export interface DiffusersScheduler {
  /** Class name in diffusers, for example `DDIMScheduler`. */
  readonly className: string;
  /** The configuration with all defaults filled in, under diffusers' names. */
  readonly config: Readonly<Record<string, unknown>>;
  /** The forward process that the network was trained with. */
  readonly schedule: NoiseSchedule;
  /** Grid, sampler and parameterization of one run. */
  plan(options?: PlanOptions): SamplingPlan;
}

/** What diffusers takes in `set_timesteps` and `step`. */
export interface PlanOptions {
  /** Number of steps, diffusers' `num_inference_steps`. @default every training timestep */
  readonly steps?: number;
  /** Timesteps of one's own, instead of `steps`. @default those of `steps` */
  readonly timesteps?: readonly number[];
  /** Noise levels of one's own, instead of `steps`. @default those of `steps` */
  readonly sigmas?: readonly number[];
  /** Shift of a flow schedule with `use_dynamic_shifting`. */
  readonly mu?: number;
  /** Steps to leave out at the start, for a run from a partly noised sample. @default 0 */
  readonly start?: number;
  /** What diffusers takes as arguments of `step`, for example `{ eta: 0.5 }`, under its names. @default none */
  readonly stepOptions?: Readonly<Record<string, unknown>>;
  /** Further arguments of `set_timesteps`, for example `{ strength: 0.5 }`, under diffusers' names. @default none */
  readonly setOptions?: Readonly<Record<string, unknown>>;
  /** Source of the noise. @default torchNoise */
  readonly noise?: NoiseSource;
}

/** One run, ready for `sample`. */
export interface SamplingPlan {
  /** Noise levels of the run, without those skipped by `start`. */
  readonly grid: SamplingGrid;
  /** Made for the grid. */
  readonly sampler: Sampler<PlannedState>;
  /** Meaning of the network's output, as the configuration has it. */
  readonly parameterization: Parameterization;
  /** diffusers' `timesteps` after `set_timesteps`, without those skipped by `start`: one for each evaluation. */
  readonly timesteps: readonly number[];
  /** diffusers' `sigmas` after `set_timesteps`, skipped ones included; `undefined` for classes without. */
  readonly sigmas: readonly number[] | undefined;
  /** diffusers' `init_noise_sigma`. */
  readonly initialScale: number;
  /** `alpha·data + sigma·noise` at the first point of the run. */
  addNoise(data: HostTensor<'f32'>, noise: HostTensor<'f32'>): HostTensor<'f32'>;
}

/** What a reader of one class gives: everything but what is common to all. */
export interface ReadScheduler {
  readonly schedule: NoiseSchedule;
  plan(options: PlanOptions): ReadPlan;
}

/** The part of a {@link SamplingPlan} that differs between classes. */
export interface ReadPlan {
  /** The grid of the run, after `start`. */
  readonly grid: SamplingGrid;
  readonly sampler: Sampler<PlannedState>;
  readonly parameterization: Parameterization;
  /** The network evaluations of the run, in order. @default grid.points */
  readonly evaluations?: readonly GridPoint[];
  readonly sigmas?: readonly number[];
}

/** Reads a configuration that was checked against the class's own fields. */
export type SchedulerReader<Config> = (config: Config, compatibility: Compatibility) => ReadScheduler;
