import {
  ArgumentError,
  type ConcreteShape,
  type HostTensor,
  type SamplerSeed,
  TorchGenerator,
  type TorchGeneratorState,
  torchRandn,
} from '@fm/core';

import type { NoiseDraw, NoiseRequest, NoiseSource } from './noise-source.ts';

/** State of {@link torchNoise}: one generator for the batch, or one for each image of it. */
export interface TorchNoiseState {
  /** One for the batch, or one for each image. */
  readonly generators: readonly TorchGeneratorState[];
}

/**
 * Noise of PyTorch's generator on the CPU: the numbers that `torch.randn` gives for the same seed. With one seed for
 * each image, an image's noise does not depend on the batch it is in.
 *
 * @example
 * ```ts
 * import { torchNoise } from '@fm/diffusion';
 *
 * const request = { shape: [1, 3], from: 1, to: 0 };
 * const { noise } = torchNoise.draw(torchNoise.init(0, request.shape), request);
 * noise.data; // => Float32Array [1.541, -0.2934, -2.179]
 * ```
 */
export const torchNoise: NoiseSource<TorchNoiseState> = Object.freeze({
  name: 'torch',
  init(seed: SamplerSeed, shape: ConcreteShape, drawn = 0): TorchNoiseState {
    const seeds = Array.isArray(seed) ? (seed as readonly (number | bigint)[]) : [seed as number | bigint];
    if (Array.isArray(seed) && seeds.length !== shape[0]) {
      throw new ArgumentError('torchNoise: one seed for each image is needed', {
        expected: `${shape[0]} seeds, or one number for the batch`,
        received: `${seeds.length} seeds`,
      });
    }
    let state: TorchNoiseState = { generators: seeds.map((one) => new TorchGenerator(one).state()) };
    for (let i = 0; i < drawn; i++) ({ state } = torchNoise.draw(state, { shape, from: 0, to: 0 }));
    return state;
  },
  draw({ generators }: TorchNoiseState, { shape }: NoiseRequest): NoiseDraw<TorchNoiseState> {
    const restored = generators.map((state) => TorchGenerator.restore(state));
    const [only] = restored;
    const noise =
      restored.length === 1 && only !== undefined ? torchRandn(only, shape) : perImage(restored, shape);
    return { noise, state: { generators: restored.map((generator) => generator.state()) } };
  },
});

function perImage(generators: readonly TorchGenerator[], shape: ConcreteShape): HostTensor<'f32'> {
  const image = [1, ...shape.slice(1)];
  const parts = generators.map((generator) => torchRandn(generator, image).data);
  const size = parts[0]?.length ?? 0;
  const data = new Float32Array(size * parts.length);
  for (const [i, part] of parts.entries()) data.set(part, i * size);
  return { dtype: 'f32', shape, data };
}
