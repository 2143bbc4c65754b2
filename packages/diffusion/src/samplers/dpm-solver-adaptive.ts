import {
  ArgumentError,
  type HostTensor,
  type NoiseLevelRequest,
  type Prediction,
  type Sampler,
  type SamplerInit,
  type SamplerState,
} from '@fm/core';

import type { NoiseSource, NoiseState } from '../noise/noise-source.ts';
import { torchNoise } from '../noise/torch-noise.ts';
import { ancestralStep } from './ancestral-step.ts';
import type { TimestepOf } from './dpm2.ts';
import { linearCombination } from './linear-combination.ts';
import { type OutputHistory, recordOutput } from './output-history.ts';
import { nextStepSize, type PidGains } from './step-size-controller.ts';

/** Options of {@link dpmSolverAdaptive}. */
export interface DpmSolverAdaptiveOptions {
  /** Noise level of the first sample. */
  readonly sigmaMax: number;
  /** Noise level at which the run ends, above 0. */
  readonly sigmaMin: number;
  /** The network's time at a noise level. @default the noise level itself */
  readonly timestepOf?: TimestepOf;
  /** Scale of the network's input at a noise level. @default 1 / √(sigma² + 1) */
  readonly inputScale?: (sigma: number) => number;
  /** Evaluations of a step, 2 or 3; errors are those of one order less. @default 3 */
  readonly order?: 2 | 3;
  /** Error that a step may make, as a share of the sample's values. @default 0.05 */
  readonly relativeTolerance?: number;
  /** Error that a step may make in any case. @default 0.0078 */
  readonly absoluteTolerance?: number;
  /** First step in `ln sigma`. @default 0.05 */
  readonly firstStep?: number;
  /** @default integral control */
  readonly gains?: PidGains;
  /** A step is accepted when the next one need not be shorter than this share of it. @default 0.81 */
  readonly acceptSafety?: number;
  /** Share of fresh noise: 0 follows the ODE. @default 0 */
  readonly eta?: number;
  /** Scale of the noise. @default 1 */
  readonly noiseScale?: number;
  /** Evaluations after which the run gives up. @default 10000 */
  readonly maxEvaluations?: number;
  /** Source of the noise. @default torchNoise */
  readonly noise?: NoiseSource;
}

/** State of {@link dpmSolverAdaptive}. */
export interface AdaptiveState extends SamplerState {
  /** The sample after the last accepted step. */
  readonly sample: HostTensor<'f32'>;
  /** The sample that the network is asked about: within the step that is tried. */
  readonly asked: HostTensor<'f32'>;
  /** The lower-order result of the last accepted step, which errors are measured against. */
  readonly previous: HostTensor<'f32'>;
  /** `-ln sigma` of the sample. */
  readonly time: number;
  /** Length of the step that is tried, in `ln sigma`. */
  readonly step: number;
  /** Noise estimates of this step, the newest first. */
  readonly outputs: OutputHistory;
  /** Inverse errors of the last two accepted steps, the newest first. */
  readonly inverses: readonly number[];
  /** Steps that were tried and thrown away. */
  readonly rejected: number;
  /** Error of the last step tried, in units of the tolerance. */
  readonly error?: number;
  /** State of the noise source; `null` along the ODE. */
  readonly noise: NoiseState | null;
}

/** Where a run ends, in `ln sigma`. */
const closeToEnd = 1e-5;

/**
 * DPM-Solver with error control, on samples `x0 + sigma·noise`: steps of order 2 or 3 with an embedded one of an order
 * less, whose difference is the error. A rejected step keeps its first evaluation.
 *
 * @returns a sampler of `f32[batch, ...]`
 * @throws {ArgumentError} when the noise levels or tolerances are impossible, or the run does not end
 * @see Lu et al. 2022, arXiv 2206.00927, appendix C; k-diffusion's `sample_dpm_adaptive`
 * @example
 * ```ts
 * import { type Denoiser, hostTensor } from '@fm/core';
 * import { dpmSolverAdaptive, sample } from '@fm/diffusion';
 *
 * // The network of standard normal data: its velocity is 0, and the exact path from √(1 + 10²) ends near 1.
 * const still = hostTensor('f32', [0], [1, 1]);
 * const denoiser: Denoiser = { name: 'normal', prediction: 'velocity', sampleShape: [1], predict: async () => still };
 * const start = hostTensor('f32', [Math.hypot(1, 10)], [1, 1]);
 * const run = sample({ sampler: dpmSolverAdaptive({ sigmaMin: 0.01, sigmaMax: 10 }), denoiser, sample: start });
 * (await run.result).data; // => Float32Array [1.032]
 * ```
 */
export function dpmSolverAdaptive(options: DpmSolverAdaptiveOptions): Sampler<AdaptiveState> {
  const settings = readSettings(options);
  const { sigmaMax, order, end, noise } = settings;
  const running = ({ time }: AdaptiveState): boolean => time < end - closeToEnd;
  return Object.freeze({
    name: `dpm-solver(${order - 1}, ${order})`,
    initialScale: sigmaMax,
    init(sample: HostTensor, { seed = 0, drawn = 0 }: SamplerInit = {}): AdaptiveState {
      const start = sample as HostTensor<'f32'>;
      return {
        index: 0,
        evaluations: 0,
        sample: start,
        asked: start,
        previous: start,
        time: -Math.log(sigmaMax),
        step: settings.firstStep,
        outputs: [],
        inverses: [],
        rejected: 0,
        noise: settings.eta > 0 ? noise.init(seed, sample.shape, drawn) : null,
      };
    },
    request(state: AdaptiveState): NoiseLevelRequest | undefined {
      if (!running(state)) return undefined;
      const sigma = sigmaAt(settings, state);
      const { asked: sample } = state;
      return {
        sample,
        timestep: settings.timestepOf(sigma),
        alpha: 1,
        sigma,
        inputScale: settings.inputScale(sigma),
      };
    },
    next(state: AdaptiveState, prediction: Prediction): AdaptiveState {
      if (!running(state) || state.evaluations >= settings.maxEvaluations) {
        throw new ArgumentError('dpmSolverAdaptive: the run is over', {
          expected: `at most ${settings.maxEvaluations} evaluations, none after the end`,
          received: `evaluation ${state.evaluations + 1} at time ${state.time} of ${end}`,
          hint: 'Raise the tolerances or `maxEvaluations`.',
        });
      }
      const level = { alpha: 1, sigma: sigmaAt(settings, state) };
      const sample = state.asked;
      const record = { kind: 'noise-from-denoised', prediction, sample, level, length: order } as const;
      const outputs = recordOutput(state.outputs, record);
      const answered = { ...state, outputs, evaluations: state.evaluations + 1 };
      if (outputs.length === order) return finishStep(settings, answered);
      return { ...answered, asked: within(settings, answered, outputs.length) };
    },
  });
}

type Settings = ReturnType<typeof readSettings>;

function readSettings(options: DpmSolverAdaptiveOptions) {
  const settings = {
    timestepOf: (sigma: number) => sigma,
    inputScale: (sigma: number) => 1 / Math.sqrt(sigma * sigma + 1),
    order: 3,
    relativeTolerance: 0.05,
    absoluteTolerance: 0.0078,
    firstStep: 0.05,
    gains: {},
    acceptSafety: 0.81,
    eta: 0,
    noiseScale: 1,
    maxEvaluations: 10_000,
    noise: torchNoise as NoiseSource,
    ...options,
  };
  const { sigmaMin, sigmaMax, order, firstStep, absoluteTolerance, relativeTolerance } = settings;
  const possible =
    sigmaMin > 0 && sigmaMax > sigmaMin && firstStep > 0 && absoluteTolerance > 0 && relativeTolerance >= 0;
  if (!possible || (order !== 2 && order !== 3)) {
    throw new ArgumentError('dpmSolverAdaptive: these settings are impossible', {
      expected: '0 < sigmaMin < sigmaMax, a first step and an absolute tolerance above 0, order 2 or 3',
      received: JSON.stringify({
        sigmaMin,
        sigmaMax,
        firstStep,
        absoluteTolerance,
        relativeTolerance,
        order,
      }),
    });
  }
  // Shares of the step after which the network is asked.
  const stages = order === 2 ? [0, 1 / 2] : [0, 1 / 3, 2 / 3];
  return { ...settings, end: -Math.log(sigmaMin), stages };
}

/** The deterministic part of a step goes a little further where noise is added afterwards. */
function target(
  { end, eta }: Settings,
  { time, step }: AdaptiveState,
): { to: number; down: number; up: number } {
  const to = Math.min(end, time + step);
  const split = ancestralStep(Math.exp(-time), Math.exp(-to), { eta });
  const down = eta > 0 ? Math.min(end, -Math.log(split.down)) : to;
  return { to, down, up: Math.sqrt(Math.max(Math.exp(-2 * to) - Math.exp(-2 * down), 0)) };
}

function sigmaAt(settings: Settings, state: AdaptiveState): number {
  const { down } = target(settings, state);
  return Math.exp(-(state.time + (settings.stages[state.outputs.length] as number) * (down - state.time)));
}

/** The sample at a stage of the step. */
function within(settings: Settings, state: AdaptiveState, stage: number): HostTensor<'f32'> {
  const { stages } = settings;
  const h = (stages[stage] as number) * (target(settings, state).down - state.time);
  const sigma = Math.exp(-(state.time + h));
  const growth = sigma * Math.expm1(h);
  const first = state.outputs.at(-1) as HostTensor<'f32'>;
  if (stage === 1) return linearCombination([1, state.sample], [-growth, first]);
  const bend = ((stages[2] as number) / (stages[1] as number)) * (growth / h - sigma);
  return linearCombination(
    [1, state.sample],
    [bend - growth, first],
    [-bend, state.outputs[0] as HostTensor<'f32'>],
  );
}

function finishStep(settings: Settings, state: AdaptiveState): AdaptiveState {
  const { order, stages, eta } = settings;
  const { to, down, up } = target(settings, state);
  const h = down - state.time;
  const sigma = Math.exp(-down);
  const growth = sigma * Math.expm1(h);
  const [newest, second] = state.outputs as readonly [HostTensor<'f32'>, HostTensor<'f32'>];
  const first = state.outputs.at(-1) as HostTensor<'f32'>;
  const straight = (slope: number, output: HostTensor<'f32'>): HostTensor<'f32'> =>
    linearCombination([1, state.sample], [slope - growth, first], [-slope, output]);
  const midpoint = growth / (2 * (stages[1] as number));
  const low =
    order === 2 ? linearCombination([1, state.sample], [-growth, first]) : straight(midpoint, second);
  const high =
    order === 2 ? straight(midpoint, newest) : straight((growth / h - sigma) / (stages[2] as number), newest);
  const error = scaledDistance(low, high, state.previous, settings);
  const decision = nextStepSize({ ...settings, ...state, error, order: eta > 0 ? 1.5 : order });
  const { step, inverses } = decision;
  if (!decision.accepted) {
    const retried = { ...state, step, inverses, error, outputs: [first], rejected: state.rejected + 1 };
    return { ...retried, asked: within(settings, retried, 1) };
  }
  const { sample, noise } = addNoise(settings, state, { sample: high, to, up });
  return {
    ...state,
    index: state.index + 1,
    sample,
    asked: sample,
    previous: low,
    time: to,
    step,
    inverses,
    outputs: [],
    error,
    noise,
  };
}

function addNoise(
  { noise, noiseScale, eta }: Settings,
  state: AdaptiveState,
  { sample, to, up }: { readonly sample: HostTensor<'f32'>; readonly to: number; readonly up: number },
): Pick<AdaptiveState, 'sample' | 'noise'> {
  if (eta === 0 || state.noise === null) return { sample, noise: state.noise };
  const levels = { from: Math.exp(-state.time), to: Math.exp(-to) };
  const drawn = noise.draw(state.noise, { shape: sample.shape, ...levels });
  return { sample: linearCombination([1, sample], [up * noiseScale, drawn.noise]), noise: drawn.state };
}

/** Root mean square of the difference in units of what each value may be off. */
function scaledDistance(
  low: HostTensor<'f32'>,
  high: HostTensor<'f32'>,
  previous: HostTensor<'f32'>,
  { absoluteTolerance, relativeTolerance }: Settings,
): number {
  const [a, b, c] = [low.data, high.data, previous.data];
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const size = Math.max(Math.abs(a[i] as number), Math.abs(c[i] as number));
    sum +=
      (((a[i] as number) - (b[i] as number)) / Math.max(absoluteTolerance, relativeTolerance * size)) ** 2;
  }
  return Math.sqrt(sum / a.length);
}
