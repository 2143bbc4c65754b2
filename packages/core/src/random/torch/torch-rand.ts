import { type ConcreteShape, type HostTensor, sizeOf } from '../../tensor/index.ts';
import type { TorchGenerator } from './torch-generator.ts';

/**
 * Uniform numbers in [0, 1), those of `torch.rand(shape, generator=…)` bit for bit: multiples of 2^-24 in `f32`, of
 * 2^-53 in `f64`.
 *
 * @param generator - advanced by the draw
 * @returns `shape`, of the `dtype` asked for; `f32` unless another is
 * @example
 * ```ts
 * import { TorchGenerator, torchRand } from '@fm/core';
 *
 * torchRand(new TorchGenerator(42), [2, 3]).shape; // => [2, 3]
 * ```
 */
export function torchRand(generator: TorchGenerator, shape: ConcreteShape): HostTensor<'f32'>;
export function torchRand<D extends 'f32' | 'f64'>(
  generator: TorchGenerator,
  shape: ConcreteShape,
  dtype: D,
): HostTensor<D>;
export function torchRand(
  generator: TorchGenerator,
  shape: ConcreteShape,
  dtype: 'f32' | 'f64' = 'f32',
): HostTensor<'f32'> | HostTensor<'f64'> {
  const size = sizeOf(shape);
  if (dtype === 'f64') {
    return { dtype, shape, data: Float64Array.from({ length: size }, () => generator.uniform53()) };
  }
  return { dtype, shape, data: Float32Array.from({ length: size }, () => generator.uniform24()) };
}
