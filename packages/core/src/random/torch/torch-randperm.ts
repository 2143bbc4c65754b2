import { ArgumentError } from '../../errors/index.ts';
import type { HostTensor } from '../../tensor/index.ts';
import type { TorchGenerator } from './torch-generator.ts';

/** PyTorch draws 64 bits for each integer of a longer permutation. */
const longest = Math.floor((2 ** 32 - 1) / 20);

/**
 * The integers 0 to `length - 1` in random order, that of `torch.randperm(length, generator=…)`.
 *
 * @param generator - advanced by the draw
 * @param length - up to 214,748,364
 * @returns i64[length]
 * @throws {ArgumentError} when `length` is no such integer
 * @example
 * ```ts
 * import { TorchGenerator, torchRandperm } from '@fm/core';
 *
 * torchRandperm(new TorchGenerator(0), 5).data.length; // => 5
 * ```
 */
export function torchRandperm(generator: TorchGenerator, length: number): HostTensor<'i64'> {
  if (!Number.isInteger(length) || length < 0 || length > longest) {
    throw new ArgumentError('torchRandperm: no order of so many integers', {
      expected: `an integer from 0 to ${longest}`,
      received: `${length}`,
    });
  }
  const data = BigInt64Array.from({ length }, (_, i) => BigInt(i));
  for (let i = 0; i < length - 1; i++) {
    const j = i + (generator.uint32() % (length - i));
    const swapped = data[i] as bigint;
    data[i] = data[j] as bigint;
    data[j] = swapped;
  }
  return { dtype: 'i64', shape: [length], data };
}
