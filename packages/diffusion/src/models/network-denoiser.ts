import {
  ArgumentError,
  type Backend,
  compile,
  type Denoiser,
  type DeviceTensor,
  type HostTensor,
  hostTensor,
  type PredictionKind,
  type Tensor,
} from '@fm/core';
import type { DenoisingNetwork } from './denoising-network.ts';

/** What {@link networkDenoiser} runs a network with. */
export interface NetworkDenoiserOptions {
  /** Compiles and runs the network. */
  readonly backend: Backend;
  /** The network's numbers, by name. */
  readonly parameters: Readonly<Record<string, HostTensor>>;
  /** What the network was trained to predict. */
  readonly prediction: PredictionKind;
  /** Name for messages. @default 'network' */
  readonly name?: string;
}

/** A {@link Denoiser} that owns compiled programs. */
export interface NetworkDenoiser extends Denoiser, AsyncDisposable {
  /**
   * The labels that stand for "no class", `i64[batch]`: what classifier-free guidance compares with.
   *
   * @throws {ArgumentError} when the network knows no classes
   */
  noClass(batch: number): HostTensor<'i64'>;
}

/**
 * A trained network, ready to be asked: compiled once for every batch size, with its numbers as constants. Without
 * `conditioning.classLabels` a network that knows classes is asked about "no class".
 *
 * @throws {ArgumentError} when a parameter's numbers are missing
 * @throws {ShapeError} while predicting, when the sample does not have the network's shape
 * @example
 * ```ts
 * import { hostTensor, initialize, referenceBackend } from '@fm/core';
 * import { Dit, networkDenoiser } from '@fm/diffusion';
 *
 * const network = new Dit({ sample_size: 2, in_channels: 1, num_layers: 1, num_attention_heads: 1, attention_head_dim: 4, num_embeds_ada_norm: 3 });
 * await using denoiser = networkDenoiser(network, {
 *   backend: referenceBackend(),
 *   parameters: initialize(network, 0),
 *   prediction: 'flow',
 * });
 * const sample = hostTensor('f32', [1, 2, 3, 4], [1, 1, 2, 2]);
 * const answer = await denoiser.predict({ sample, time: hostTensor('f32', [500]) });
 * answer.data; // => Float32Array [0, 0, 0, 0]
 * ```
 */
export function networkDenoiser(
  network: DenoisingNetwork,
  { backend, parameters, prediction, name = 'network' }: NetworkDenoiserOptions,
): NetworkDenoiser {
  const leaves = network.parameters();
  const numbersOf = (key: string): HostTensor => {
    const numbers = parameters[key];
    if (numbers !== undefined) return numbers;
    throw new ArgumentError(`${name}: the numbers of "${key}" are missing`, {
      hint: 'Pass what initialize, a training state or a checkpoint gives for this network.',
    });
  };
  const program = compile(
    ({ sample, time, classLabels }: { sample: Tensor; time: Tensor; classLabels?: Tensor }) => ({
      answer: network.denoise(sample, time, { classLabels }),
    }),
    {
      backend,
      parameters: leaves,
      constants: Object.fromEntries([...leaves.keys()].map((key) => [key, numbersOf(key)])),
      name,
    },
  );
  const noClass = (batch: number): HostTensor<'i64'> => {
    if (network.classEmbeddings === undefined)
      throw new ArgumentError(`${name} knows no classes`, { hint: 'Sample without class labels.' });
    return hostTensor('i64', new Array<number>(batch).fill(network.classEmbeddings - 1), [batch]);
  };
  return {
    name,
    prediction,
    sampleShape: network.sampleShape,
    noClass,
    async predict({ sample, time, conditioning = {}, signal }) {
      const unknown = Object.keys(conditioning).find((key) => key !== 'classLabels');
      if (unknown !== undefined) {
        throw new ArgumentError(`${name} does not know the conditioning "${unknown}"`, {
          expected: 'classLabels',
        });
      }
      const given = conditioning['classLabels'];
      const classLabels =
        given ?? (network.classEmbeddings === undefined ? undefined : noClass(sample.shape[0] as number));
      const inputs = { sample, time, ...(classLabels && { classLabels }) };
      const outputs = await program(inputs, signal && { signal });
      using answer = outputs.answer as DeviceTensor<'f32'>;
      const { data, shape } = await answer.read();
      return { dtype: 'f32', data: data.slice(), shape };
    },
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  };
}
