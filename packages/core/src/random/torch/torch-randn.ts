import { type ConcreteShape, type HostTensor, sizeOf } from '../../tensor/index.ts';
import { normalBlock } from './normal-block.ts';
import type { TorchGenerator } from './torch-generator.ts';

/** Numbers that are transformed together; fewer go a way of their own. */
const blockSize = 16;

/**
 * Standard normal numbers, those of `torch.randn(shape, generator=…)` on a CPU with AVX2.
 *
 * In `f32` they are PyTorch's bit for bit. In `f64` the stream is the same, and the last bit of a number depends on the
 * platform's `log`, `cos` and `sin`, in PyTorch as well as here. PyTorch on processors without AVX2 differs from this in
 * the last bits of `f32`.
 *
 * Sixteen numbers or more are not a prefix of a longer draw, and less than sixteen come from another stream: the shape
 * is part of the seed. PyTorch draws `f16` and `bf16` from yet another stream; draw `f32` and convert.
 *
 * @param generator - advanced by the draw
 * @returns `shape`, of the `dtype` asked for; `f32` unless another is
 * @see Box and Muller 1958, "A note on the generation of random normal deviates"
 * @example
 * ```ts
 * import { TorchGenerator, torchRandn } from '@fm/core';
 *
 * torchRandn(new TorchGenerator(0), [2]).data[0]; // => 1.5409960746765137
 * ```
 */
export function torchRandn(generator: TorchGenerator, shape: ConcreteShape): HostTensor<'f32'>;
export function torchRandn<D extends 'f32' | 'f64'>(
  generator: TorchGenerator,
  shape: ConcreteShape,
  dtype: D,
): HostTensor<D>;
export function torchRandn(
  generator: TorchGenerator,
  shape: ConcreteShape,
  dtype: 'f32' | 'f64' = 'f32',
): HostTensor<'f32'> | HostTensor<'f64'> {
  const size = sizeOf(shape);
  if (dtype === 'f64') {
    const data = new Float64Array(size);
    fillNormal(generator, data, () => generator.uniform53(), normalBlockDouble);
    return { dtype, shape, data };
  }
  const data = new Float32Array(size);
  fillNormal(generator, data, () => generator.uniform24(), normalBlock);
  return { dtype, shape, data };
}

function fillNormal<A extends Float32Array | Float64Array>(
  generator: TorchGenerator,
  data: A,
  uniform: () => number,
  transform: (data: A, offset: number) => void,
): void {
  const size = data.length;
  if (size < blockSize) {
    for (let i = 0; i < size; i++) data[i] = normalNumber(generator);
    return;
  }
  for (let i = 0; i < size; i++) data[i] = uniform();
  for (let i = 0; i + blockSize <= size; i += blockSize) transform(data, i);
  if (size % blockSize === 0) return;
  // The last block is drawn anew, over numbers that were finished already.
  const last = size - blockSize;
  for (let i = last; i < size; i++) data[i] = uniform();
  transform(data, last);
}

/** One number in float64; the other of its pair waits in the generator. */
function normalNumber(generator: TorchGenerator): number {
  const cached = generator.cachedNormal;
  if (cached !== undefined) {
    generator.cachedNormal = undefined;
    return cached;
  }
  const angle = 2 * Math.PI * generator.uniform53();
  const radius = Math.sqrt(-2 * Math.log1p(-generator.uniform53()));
  generator.cachedNormal = radius * Math.sin(angle);
  return radius * Math.cos(angle);
}

function normalBlockDouble(data: Float64Array, offset: number): void {
  for (let j = offset; j < offset + blockSize / 2; j++) {
    const radius = Math.sqrt(-2 * Math.log(1 - (data[j] as number)));
    const angle = 2 * Math.PI * (data[j + 8] as number);
    data[j] = radius * Math.cos(angle);
    data[j + 8] = radius * Math.sin(angle);
  }
}
