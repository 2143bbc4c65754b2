import {
  ArgumentError,
  type HostTensor,
  type Sampler,
  type SamplerInit,
  type SamplerRequest,
  type SamplerState,
  ShapeError,
  TorchGenerator,
  type TorchGeneratorState,
  formatShape,
  torchRand,
} from '@fm/core';

import type { TokenCorruption } from './corruption.ts';
import { tokenPosterior } from './posterior.ts';

/** State of a run on tokens. */
export interface TokenState extends SamplerState {
  /** Token ids, `i32[batch, length]`. */
  readonly sample: HostTensor<'i32'>;
  /** Generator of the draws to come. */
  readonly generator: TorchGeneratorState;
}

/** A question about tokens. */
export interface TokenRequest extends SamplerRequest {
  /** `i32[batch, length]` */
  readonly sample: HostTensor<'i32'>;
}

/** Options of {@link d3pm}. */
export interface D3pmOptions {
  /** Timesteps of the run, falling. @default all */
  readonly timesteps?: readonly number[];
}

/**
 * Ancestral sampling of discrete diffusion: from the network's distribution of the clean tokens to the distribution of
 * the tokens one step earlier, and a draw from it. The answer it wants is `logits` of the clean tokens,
 * `f32[batch, length, vocabulary]`; the sample is `i32[batch, length]`.
 *
 * @throws {ArgumentError} when the timesteps do not fall
 * @throws {ShapeError} from `init`, when the sample is not token ids, or there are several seeds
 * @see Austin et al. 2021, "Structured denoising diffusion models in discrete state-spaces", section 3
 * @example
 * ```ts
 * import { hostTensor } from '@fm/core';
 * import { absorbingCorruption, d3pm, linearKeep, runSampler } from '@fm/diffusion';
 *
 * const sampler = d3pm(absorbingCorruption({ vocabularySize: 3, mask: 2, keep: linearKeep(4) }));
 * // A network that is sure of the tokens 1, 0.
 * const logits = hostTensor('f32', [-99, 99, -99, 99, -99, -99], [1, 2, 3]);
 * const run = runSampler({
 *   sampler,
 *   state: sampler.init(hostTensor('i32', [2, 2], [1, 2]), { seed: 1 }),
 *   answer: async () => logits,
 *   describe: ({ state }) => state.sample.data,
 * });
 * (await run.result).data; // => Int32Array [1, 0]
 * ```
 */
export function d3pm(
  corruption: TokenCorruption,
  {
    timesteps = Array.from({ length: corruption.trainingSteps }, (_, i) => corruption.trainingSteps - 1 - i),
  }: D3pmOptions = {},
): Sampler<TokenState, HostTensor<'f32'>, TokenRequest> {
  const name = `d3pm(${corruption.name})`;
  if (timesteps.some((t, i) => t >= (i === 0 ? corruption.trainingSteps : (timesteps[i - 1] as number)))) {
    throw new ArgumentError(`${name}: timesteps must fall`, {
      expected: `below ${corruption.trainingSteps}, each below the one before`,
      received: timesteps.join(', '),
    });
  }
  return Object.freeze({
    name,
    initialScale: 1,
    init(sample: HostTensor, { seed = 0, drawn = 0 }: SamplerInit = {}): TokenState {
      if (!isTokens(sample) || Array.isArray(seed)) {
        throw new ShapeError(`${name}: a run needs token ids and one seed`, {
          expected: 'i32[batch, length], a number',
          received: `${sample.dtype}${formatShape(sample.shape)}, ${typeof seed}`,
        });
      }
      const generator = new TorchGenerator(seed as number | bigint);
      for (let i = 0; i < drawn; i++) torchRand(generator, sample.shape);
      return { index: 0, evaluations: 0, sample, generator: generator.state() };
    },
    request({ index, sample }: TokenState): TokenRequest | undefined {
      const timestep = timesteps[index];
      return timestep === undefined ? undefined : { sample, timestep, sigma: 1 - corruption.keep(timestep) };
    },
    next(state: TokenState, logits: HostTensor<'f32'>): TokenState {
      const { index, sample } = state;
      const from = timesteps[index];
      checkLogits(name, sample, logits, corruption.vocabularySize);
      if (from === undefined) {
        throw new ArgumentError(`${name}: the run is over`, {
          expected: `at most ${timesteps.length} evaluations`,
          received: 'one more',
        });
      }
      const generator = TorchGenerator.restore(state.generator);
      const uniform = torchRand(generator, sample.shape);
      const data = drawTokens(corruption, { from, to: timesteps[index + 1] ?? -1 }, sample.data, {
        logits: logits.data,
        uniform: uniform.data,
      });
      return {
        index: index + 1,
        evaluations: index + 1,
        sample: { ...sample, data },
        generator: generator.state(),
      };
    },
  });
}

/** One draw from the posterior of every token, by inversion. */
function drawTokens(
  corruption: TokenCorruption,
  step: { readonly from: number; readonly to: number },
  tokens: Int32Array,
  { logits, uniform }: { readonly logits: Float32Array; readonly uniform: Float32Array },
): Int32Array {
  const size = corruption.vocabularySize;
  const clean = new Float64Array(size);
  const earlier = new Float64Array(size);
  return tokens.map((token, i) => {
    softmax(logits.subarray(i * size, (i + 1) * size), clean);
    tokenPosterior(corruption, token, step, clean, earlier);
    let left = uniform[i] as number;
    let last = token;
    for (let x = 0; x < size; x++) {
      const share = earlier[x] as number;
      if (share <= 0) continue;
      last = x;
      left -= share;
      if (left < 0) break;
    }
    return last;
  });
}

function softmax(logits: Float32Array, out: Float64Array): void {
  const highest = logits.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  let sum = 0;
  for (let i = 0; i < out.length; i++) sum += out[i] = Math.exp((logits[i] as number) - highest);
  for (let i = 0; i < out.length; i++) out[i] = (out[i] as number) / sum;
}

function checkLogits(name: string, sample: HostTensor, logits: HostTensor, vocabularySize: number): void {
  const expected = formatShape([...sample.shape, vocabularySize]);
  if (formatShape(logits.shape) === expected) return;
  throw new ShapeError(`${name}: these are no logits of the clean tokens`, {
    expected,
    received: formatShape(logits.shape),
    hint: 'The vocabulary counts the mask token.',
  });
}

function isTokens(tensor: HostTensor): tensor is HostTensor<'i32'> {
  return tensor.dtype === 'i32';
}
