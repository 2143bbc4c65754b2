import {
  add,
  ArgumentError,
  type Backend,
  compile,
  type Compiled,
  type DeviceTensor,
  hostTensor,
  type HostTensor,
  multiply,
  type PredictionKind,
  reduceSum,
  reshape,
  slice,
  subtract,
  type Tensor,
  toNumbers,
  TorchGenerator,
  torchRandint,
  vjp,
} from '@fm/core';
import type { DenoisingNetwork } from '../../models/denoising-network.ts';
import { integrate } from './dormand-prince.ts';
import { noiseProcess, type TrainedProcess } from './noise-process.ts';

/** What {@link logLikelihood} measures, and how. */
export interface LikelihoodOptions {
  /** The network, `f32[batch, ...]` to the same shape. */
  readonly network: DenoisingNetwork;
  /** Runs the network and its derivative. */
  readonly backend: Backend;
  /** The network's numbers, by name. */
  readonly parameters: Readonly<Record<string, HostTensor>>;
  /** The forward process it was trained on. */
  readonly process: TrainedProcess;
  /** What it was trained to predict. */
  readonly prediction: PredictionKind;
  /** Data to be measured, `f32[batch, ...]`. */
  readonly samples: HostTensor<'f32'>;
  /** Class of each sample, `i64[batch]`. @default no class */
  readonly classLabels?: HostTensor<'i64'>;
  /**
   * `hutchinson` estimates the divergence with random signs, without bias; `exact` asks once for every number of a sample.
   *
   * @default 'hutchinson'
   */
  readonly divergence?: 'hutchinson' | 'exact';
  /** Seed of the random signs. @default 0 */
  readonly seed?: number;
  /** Noise levels between which the data is followed. @default those the network was trained on */
  readonly range?: readonly [number, number];
  /** Largest local error of the integration. @default 1e-4 */
  readonly tolerance?: number;
  /** Standard deviation of the data; matters little where the largest noise level is large. @default 0.5 */
  readonly sigmaData?: number;
  /** Stops before the next evaluation. @default never */
  readonly signal?: AbortSignal;
}

/** The likelihood of samples under a model. */
export interface Likelihood {
  /** Natural logarithm of the density of each sample, `[batch]`. */
  readonly logDensities: Float64Array;
  /** Numbers in one sample. */
  readonly dimensions: number;
  /** Times the network was asked. */
  readonly evaluations: number;
  /** Latent that each sample is the image of, `f32[batch, ...]`. */
  readonly latents: HostTensor<'f32'>;
}

/**
 * Log-density of data under a denoiser, by following the probability-flow ODE from the data to pure noise:
 * `ln p(x0) = ln N(xT) + ∫ ∇·f du`, with `u = ln sigma` and `f = x − D(x; sigma)`.
 *
 * @throws {ArgumentError} when prediction, process and range do not fit together
 * @throws {NumericalError} when the network's answers are not finite
 * @see Song et al. 2021, "Score-Based Generative Modeling through Stochastic Differential Equations", section 4.3
 * @example
 * ```ts
 * import { hostTensor, referenceBackend, zerosLike } from '@fm/core';
 * import { type DenoisingNetwork, linearSchedule, logLikelihood } from '@fm/diffusion';
 *
 * // The network of standard normal data, whose velocity is 0; the densities are -½·ln(2π) - ½·x².
 * const network: DenoisingNetwork = { sampleShape: [1], parameters: () => new Map(), denoise: zerosLike };
 * const process = { schedule: linearSchedule() };
 * const samples = hostTensor('f32', [0, 1], [2, 1]);
 * const about = { network, parameters: {}, process, prediction: 'velocity' } as const;
 * const { logDensities } = await logLikelihood({ ...about, samples, backend: referenceBackend() });
 * Array.from(logDensities, (x) => x.toFixed(2)); // => ['-0.92', '-1.42']
 * ```
 */
export async function logLikelihood(options: LikelihoodOptions): Promise<Likelihood> {
  const { samples, divergence = 'hutchinson', seed = 0, sigmaData = 0.5, tolerance = 1e-4, signal } = options;
  const process = noiseProcess(options.process, options.prediction);
  const [low, high] = options.range ?? process.range;
  if (!(low > 0 && high > low && Number.isFinite(high))) {
    throw new ArgumentError('logLikelihood: the range of noise levels is none', {
      expected: '0 < lowest < highest',
      received: `${low} to ${high}`,
    });
  }
  const batch = samples.shape[0] as number;
  const size = samples.data.length;
  const dimensions = size / batch;
  const probes =
    divergence === 'exact' ? unitVectors(samples.shape, dimensions) : [randomSigns(samples.shape, seed)];
  await using program = flowProgram(options);
  let evaluations = 0;

  /** State: all samples, then one logarithm for each of them. */
  const derivative = async (u: number, state: Float64Array): Promise<Float64Array> => {
    const sigma = Math.exp(u);
    const { time, inputScale, skip, gain } = process.at(sigma);
    const slope = new Float64Array(state.length);
    const inputs = {
      sample: hostTensor('f32', state.subarray(0, size), samples.shape),
      time: hostTensor('f32', new Array<number>(batch).fill(time), [batch]),
      scaling: hostTensor('f32', [inputScale, skip, gain]),
      ...(options.classLabels && { classLabels: options.classLabels }),
    };
    for (const probe of probes) {
      const outputs = await program({ ...inputs, probe }, signal && { signal });
      using drift = outputs.drift as DeviceTensor<'f32'>;
      using trace = outputs.divergence as DeviceTensor<'f32'>;
      slope.set(toNumbers(await drift.read()));
      toNumbers(await trace.read()).forEach((x, i) => (slope[size + i] = (slope[size + i] as number) + x));
      evaluations++;
    }
    return slope;
  };
  const start = new Float64Array(size + batch);
  start.set(samples.data);
  const end = await integrate(derivative, start, {
    from: Math.log(low),
    to: Math.log(high),
    tolerance,
    signal,
  });

  const variance = high ** 2 + sigmaData ** 2;
  const constant = -0.5 * dimensions * Math.log(2 * Math.PI * variance);
  const logDensities = Float64Array.from({ length: batch }, (_, i) => {
    const latent = end.subarray(i * dimensions, (i + 1) * dimensions);
    const squares = latent.reduce((sum, x) => sum + x * x, 0);
    return constant - squares / (2 * variance) + (end[size + i] as number);
  });
  const latents = hostTensor('f32', end.subarray(0, size), samples.shape);
  return { logDensities, dimensions, evaluations, latents };
}

/**
 * Mean bits per number of data that was quantised: `−log₂ p / dimensions`, corrected for the width of one level. Add
 * uniform noise of one level's width to the data first.
 *
 * @param levelWidth - distance of two levels in the data's own unit; 8-bit pixels in [−1, 1] have `2 / 255`
 * @returns bits for each number of a sample, the mean over all samples
 * @example
 * ```ts
 * import { bitsPerDimension } from '@fm/diffusion';
 *
 * // All 256 levels of [0, 1) alike: the density is 1, and each number takes 8 bits.
 * bitsPerDimension({ logDensities: Float64Array.of(0, 0), dimensions: 3 }, 1 / 256); // => 8
 * ```
 */
export function bitsPerDimension(
  { logDensities, dimensions }: Pick<Likelihood, 'logDensities' | 'dimensions'>,
  levelWidth: number,
): number {
  const mean = logDensities.reduce((sum, x) => sum + x, 0) / logDensities.length;
  return -mean / (dimensions * Math.LN2) - Math.log2(levelWidth);
}

type FlowInput = 'sample' | 'time' | 'scaling' | 'probe' | 'classLabels';

/** Compiles `f = x − D(x)` and `probe·(∂f/∂x)·probe` of each sample. */
function flowProgram({ network, backend, parameters }: LikelihoodOptions): Compiled<'drift' | 'divergence'> {
  const flow = ({ sample, time, scaling, probe, classLabels }: Readonly<Record<FlowInput, Tensor>>) => {
    const [inputScale, skip, gain] = [0, 1, 2].map((i) => gatherOne(scaling, i)) as [Tensor, Tensor, Tensor];
    const answer = network.denoise(multiply(inputScale, sample), time, { classLabels });
    const drift = subtract(sample, add(multiply(skip, sample), multiply(gain, answer)));
    const [pulled] = vjp([drift], [probe], [sample]);
    const axes = sample.shape.map((_, axis) => axis).slice(1);
    return { drift, divergence: reduceSum(multiply(probe, pulled as Tensor), axes) };
  };
  return compile<FlowInput, 'drift' | 'divergence'>(flow, {
    backend,
    parameters: network.parameters(),
    constants: parameters,
    name: 'probability flow',
  });
}

function gatherOne(vector: Tensor, index: number): Tensor {
  return reshape(slice(vector, { axis: 0, start: index, size: 1 }), []);
}

/** A random ±1 for every number. */
function randomSigns(shape: readonly number[], seed: number): HostTensor<'f32'> {
  const bits = torchRandint(new TorchGenerator(seed), 0, 2, shape);
  return hostTensor(
    'f32',
    Float32Array.from(bits.data, (bit) => 2 * Number(bit) - 1),
    shape,
  );
}

/** One probe for every number of a sample, the same for all samples. */
function unitVectors(shape: readonly number[], dimensions: number): readonly HostTensor<'f32'>[] {
  const [batch] = shape as [number];
  return Array.from({ length: dimensions }, (_, place) => {
    const data = new Float32Array(batch * dimensions);
    for (let i = 0; i < batch; i++) data[i * dimensions + place] = 1;
    return hostTensor('f32', data, shape);
  });
}
