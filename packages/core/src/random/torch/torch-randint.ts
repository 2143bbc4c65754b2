import { ArgumentError } from '../../errors/index.ts';
import { type ConcreteShape, type HostTensor, sizeOf } from '../../tensor/index.ts';
import type { TorchGenerator } from './torch-generator.ts';

/** From this many integers on, PyTorch draws 64 bits for each. */
const wideRange = 2 ** 28;

/**
 * Integers in [low, high), those of `torch.randint(low, high, shape, generator=…)`. A draw is taken modulo the range, so
 * small integers are more likely by up to 2^-4 of their probability for ranges just below 2^28.
 *
 * @param generator - advanced by the draw
 * @returns i64, `shape`
 * @throws {ArgumentError} when the range is empty or no range of integers
 * @example
 * ```ts
 * import { TorchGenerator, torchRandint } from '@fm/core';
 *
 * Array.from(torchRandint(new TorchGenerator(0), 0, 1000, [3]).data, Number); // => [44, 239, 933]
 * ```
 */
export function torchRandint(
  generator: TorchGenerator,
  low: number,
  high: number,
  shape: ConcreteShape,
): HostTensor<'i64'> {
  const range = high - low;
  if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high) || !(range > 0)) {
    throw new ArgumentError('torchRandint: there is no integer in this range', {
      expected: 'safe integers with low < high',
      received: `low ${low}, high ${high}`,
    });
  }
  const data = new BigInt64Array(sizeOf(shape));
  for (let i = 0; i < data.length; i++) {
    data[i] = range < wideRange ? BigInt((generator.uint32() % range) + low) : wide(generator, range, low);
  }
  return { dtype: 'i64', shape, data };
}

function wide(generator: TorchGenerator, range: number, low: number): bigint {
  const high = BigInt(generator.uint32());
  return (((high << 32n) | BigInt(generator.uint32())) % BigInt(range)) + BigInt(low);
}
