import { ArgumentError } from '../errors/index.ts';
import { allocate, type DType, type HostArrays } from './dtype.ts';
import { decodeBfloat16, decodeFloat16, encodeBfloat16, encodeFloat16 } from './half.ts';
import type { HostTensor } from './host-tensor.ts';

/**
 * A host tensor's elements as plain numbers, whatever its dtype; `i64` beyond ±2^53 loses its low bits.
 *
 * @example
 * ```ts
 * import { hostTensor, toNumbers } from '@fm/core';
 *
 * toNumbers(hostTensor('f16', [0.5, -2])); // => Float64Array [0.5, -2]
 * ```
 */
export function toNumbers(tensor: HostTensor): Float64Array {
  const { dtype, data } = tensor;
  if (dtype === 'i64') return Float64Array.from(data as BigInt64Array, Number);
  if (dtype === 'f16') return Float64Array.from(data as Uint16Array, decodeFloat16);
  if (dtype === 'bf16') return Float64Array.from(data as Uint16Array, decodeBfloat16);
  return Float64Array.from(data as Exclude<typeof data, BigInt64Array>);
}

/**
 * Plain numbers rounded into a dtype's own typed array; integers are truncated and wrap, `bool` is `x !== 0`.
 *
 * @throws {ArgumentError} when an `i64` would be NaN or infinite
 * @example
 * ```ts
 * import { fromNumbers } from '@fm/core';
 *
 * fromNumbers('i64', [1.9, -1.9]); // => BigInt64Array [1n, -1n]
 * fromNumbers('u8', [255, 256]); // => Uint8Array [255, 0]
 * fromNumbers('bool', [0, 0.5]); // => Uint8Array [0, 1]
 * ```
 */
export function fromNumbers<D extends DType>(dtype: D, values: ArrayLike<number>): HostArrays[D] {
  const array = allocate(dtype, values.length);
  const encode = encoderOf(dtype);
  for (let i = 0; i < values.length; i++) array[i] = encode(values[i] as number) as never;
  return array;
}

function encoderOf(dtype: DType): (value: number) => number | bigint {
  switch (dtype) {
    case 'f16':
      return encodeFloat16;
    case 'bf16':
      return encodeBfloat16;
    case 'i64':
      return encodeInt64;
    case 'bool':
      return (value) => (value === 0 ? 0 : 1);
    default:
      return (value) => value;
  }
}

function encodeInt64(value: number): bigint {
  if (Number.isFinite(value)) return BigInt(Math.trunc(value));
  throw new ArgumentError('There is no 64-bit integer for this number', {
    expected: 'a finite number',
    received: `${value}`,
  });
}
