import type { HostTensor } from '@fm/core';

import type { SamplingGrid } from '../grids/sampling-grid.ts';
import type { NoiseSource } from '../noise/noise-source.ts';
import { linearCombination } from './linear-combination.ts';
import { type OutputHistory, recordOutput, type SamplerOutput } from './output-history.ts';
import { type PlannedSampler, plannedSampler } from './planned-sampler.ts';

/** One step of a `linearStepSampler`: `x' = sample·base + Σ outputs[k]·m_k + noise·z`. */
export interface LinearStep {
  /** Weight of the base: the current sample, or the anchor. */
  readonly sample: number;
  /** Weights of the outputs, the newest first. */
  readonly outputs: readonly number[];
  /** Weight of fresh noise. */
  readonly noise: number;
  /** What the step starts from: the current sample becomes the anchor (`new`), or an earlier one is used (`kept`). */
  readonly anchor: 'new' | 'kept';
}

/** What a `linearStepSampler` remembers. */
export interface LinearMemory {
  /** Earlier outputs, the newest first. */
  readonly outputs: OutputHistory;
  /** The sample that a step of several evaluations starts from; `null` where no step has more than one. */
  readonly anchor: HostTensor<'f32'> | null;
}

/** Parts of a `linearStepSampler`. */
export interface LinearStepPlan {
  readonly name: string;
  readonly grid: SamplingGrid;
  readonly output: SamplerOutput;
  /** One for each point of the grid. */
  readonly steps: readonly LinearStep[];
  /** Needed where steps weigh noise; noise is drawn for every step then. */
  readonly noise?: NoiseSource;
  /** Noise levels that the noise of an evaluation belongs to. @default from its point to the next */
  readonly noiseLevels?: (evaluation: number) => { readonly from: number; readonly to: number };
  /** Steps finished after `count` evaluations. @default count */
  readonly stepsAfter?: (count: number) => number;
}

/** A sampler whose every step is a weighted sum of a sample, recent outputs and noise, with weights known beforehand. */
export function linearStepSampler(plan: LinearStepPlan): PlannedSampler<LinearMemory> {
  const { name, grid, output, steps, noise, stepsAfter } = plan;
  const noiseLevels = plan.noiseLevels ?? ((evaluation: number) => pointToNext(grid, evaluation));
  const length = Math.max(...steps.map(({ outputs }) => outputs.length));
  const anchored = steps.some(({ anchor }) => anchor === 'kept');
  return plannedSampler<LinearMemory>({
    name,
    evaluations: grid.points,
    initialScale: grid.initialScale,
    memory: { outputs: [], anchor: null },
    ...(noise !== undefined && { noise }),
    ...(stepsAfter !== undefined && { stepsAfter }),
    advance({ evaluation, sample, prediction, memory, draw }) {
      const step = steps[evaluation] as LinearStep;
      const level = grid.points[evaluation] as SamplingGrid['points'][number];
      const outputs = recordOutput(memory.outputs, { kind: output, prediction, sample, level, length });
      const base = step.anchor === 'kept' && memory.anchor !== null ? memory.anchor : sample;
      const terms: (readonly [number, HostTensor<'f32'>])[] = [[step.sample, base]];
      for (const [k, weight] of step.outputs.entries()) terms.push([weight, outputs[k] as HostTensor<'f32'>]);
      if (noise !== undefined) {
        terms.push([step.noise, draw(noiseLevels(evaluation))]);
      }
      return { sample: linearCombination(...terms), memory: { outputs, anchor: anchored ? base : null } };
    },
  });
}

function pointToNext(grid: SamplingGrid, evaluation: number): { readonly from: number; readonly to: number } {
  const from = grid.points[evaluation] as SamplingGrid['points'][number];
  const to = grid.points[evaluation + 1] ?? grid.end;
  return { from: from.sigma / from.alpha, to: to.sigma / to.alpha };
}
