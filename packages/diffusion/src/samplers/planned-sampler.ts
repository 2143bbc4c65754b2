import {
  ArgumentError,
  type HostTensor,
  type NoiseLevelRequest,
  type Prediction,
  type Sampler,
  type SamplerInit,
  type SamplerState,
  ShapeError,
  formatShape,
} from '@fm/core';

import type { GridPoint } from '../grids/sampling-grid.ts';
import type { NoiseSource, NoiseState } from '../noise/noise-source.ts';

/** State of a {@link plannedSampler}: the sample, what the sampler remembers, and its noise generator. */
export interface PlannedState<Memory = unknown> extends SamplerState {
  readonly sample: HostTensor<'f32'>;
  /** What the sampler keeps from earlier evaluations: plain data. */
  readonly memory: Memory;
  /** State of the noise source; `null` for a deterministic sampler. */
  readonly noise: NoiseState | null;
}

/** What a {@link plannedSampler}'s `advance` is given. */
export interface Advance<Memory> {
  /** Number of this evaluation, from 0. */
  readonly evaluation: number;
  /** The sample that the network was asked about. */
  readonly sample: HostTensor<'f32'>;
  /** The network's answer. Its buffers are used again: copy what must be kept. */
  readonly prediction: Prediction;
  /** What the last `advance` gave. */
  readonly memory: Memory;
  /** Noise of the sample's shape; each call moves the generator on. */
  draw(levels?: { readonly from: number; readonly to: number }): HostTensor<'f32'>;
}

/** What `advance` gives back. */
export interface Advanced<Memory> {
  /** The sample to ask about next, `f32[batch, ...]`. */
  readonly sample: HostTensor<'f32'>;
  /** What the next `advance` is given. */
  readonly memory: Memory;
}

/** Parts of a {@link plannedSampler}. */
export interface SamplerPlan<Memory> {
  /** For messages. */
  readonly name: string;
  /** The evaluations of a run, in order, known before it starts. */
  readonly evaluations: readonly GridPoint[];
  /** Steps finished after `count` evaluations. @default count */
  readonly stepsAfter?: (count: number) => number;
  /** Standard deviation of the sample that a run from nothing starts with. */
  readonly initialScale: number;
  /** Memory before the first evaluation. */
  readonly memory: Memory;
  /** Needed by samplers that draw noise. @default none */
  readonly noise?: NoiseSource;
  /** Changes the sample that a run starts with. @default nothing */
  readonly begin?: (context: Pick<Advance<Memory>, 'sample' | 'draw'>) => HostTensor<'f32'>;
  /** The sample that follows an evaluation. */
  readonly advance: (context: Advance<Memory>) => Advanced<Memory>;
}

/** A sampler made by {@link plannedSampler}. */
export interface PlannedSampler<Memory = unknown> extends Sampler<PlannedState<Memory>> {
  /** The evaluations of a run, in order. */
  readonly evaluations: readonly GridPoint[];
}

/**
 * A sampler whose evaluations are known before the run: all of them except adaptive ones.
 *
 * The sampler itself holds coefficients only; everything that changes is in the state.
 *
 * @throws {ShapeError} from `init`, when the sample is not float32
 * @throws {ArgumentError} from `next`, when the run is over
 * @example
 * ```ts
 * import { linearCombination, linearSchedule, plannedSampler, variancePreservingGrid } from '@fm/diffusion';
 *
 * // Goes all the way to the data at every evaluation.
 * const grid = variancePreservingGrid(linearSchedule(), [999, 499]);
 * const sampler = plannedSampler({
 *   name: 'at once',
 *   evaluations: grid.points,
 *   initialScale: grid.initialScale,
 *   memory: null,
 *   advance: ({ prediction }) => ({ sample: linearCombination([1, prediction.denoised]), memory: null }),
 * });
 * sampler.evaluations.map(({ timestep }) => timestep); // => [999, 499]
 * ```
 */
export function plannedSampler<Memory>(plan: SamplerPlan<Memory>): PlannedSampler<Memory> {
  const { name, evaluations, initialScale, stepsAfter = (count) => count } = plan;
  return Object.freeze({
    name,
    initialScale,
    evaluations: Object.freeze([...evaluations]),
    init(sample: HostTensor, { seed = 0, drawn = 0 }: SamplerInit = {}): PlannedState<Memory> {
      if (!isImage(sample)) {
        throw new ShapeError(`${name}: the sample must be float32`, {
          expected: 'f32[batch, ...]',
          received: `${sample.dtype}${formatShape(sample.shape)}`,
        });
      }
      const noise = plan.noise?.init(seed, sample.shape, drawn) ?? null;
      const start = { index: 0, evaluations: 0, memory: plan.memory };
      if (plan.begin === undefined) return { ...start, sample, noise };
      const drawing = drawer(plan, noise, sample.shape);
      const begun = plan.begin({ sample, draw: drawing.draw });
      return { ...start, sample: begun, noise: drawing.state() };
    },
    request({ sample, evaluations: done }: PlannedState<Memory>): NoiseLevelRequest | undefined {
      const point = evaluations[done];
      if (point === undefined) return undefined;
      const { timestep, alpha, sigma, inputScale } = point;
      return { sample, timestep, alpha, sigma, inputScale };
    },
    next(state: PlannedState<Memory>, prediction: Prediction): PlannedState<Memory> {
      if (state.evaluations >= evaluations.length) {
        throw new ArgumentError(`${name}: the run is over`, {
          expected: `at most ${evaluations.length} evaluations`,
          received: 'one more',
          hint: 'Stop when `request(state)` is undefined.',
        });
      }
      const drawing = drawer(plan, state.noise, state.sample.shape);
      const { sample, memory } = plan.advance({
        evaluation: state.evaluations,
        sample: state.sample,
        prediction,
        memory: state.memory,
        draw: drawing.draw,
      });
      const done = state.evaluations + 1;
      return { index: stepsAfter(done), evaluations: done, sample, memory, noise: drawing.state() };
    },
  });
}

/** Draws noise one after another, keeping the generator's latest state. */
function drawer(
  { name, noise: source }: Pick<SamplerPlan<unknown>, 'name' | 'noise'>,
  first: NoiseState | null,
  shape: HostTensor['shape'],
): { draw: Advance<unknown>['draw']; state: () => NoiseState | null } {
  let state = first;
  return {
    draw(levels = { from: 0, to: 0 }) {
      if (source === undefined || state === null) {
        throw new ArgumentError(`${name}: noise is needed and there is no source of it`, {
          expected: 'a `noise` option',
          received: 'none',
        });
      }
      const drawn = source.draw(state, { shape, ...levels });
      state = drawn.state;
      return drawn.noise;
    },
    state: () => state,
  };
}

function isImage(tensor: HostTensor): tensor is HostTensor<'f32'> {
  return tensor.dtype === 'f32';
}
