/**
 * Element type of a tensor. `f64` exists in the reference backend only, where it is the oracle's precision.
 */
export type DType = 'f32' | 'f16' | 'bf16' | 'f64' | 'i32' | 'i64' | 'u8' | 'bool';

/** The typed array that holds a dtype on the host; `f16` and `bf16` are raw 16-bit patterns, `bool` is 0 or 1. */
export interface HostArrays {
  f32: Float32Array;
  f16: Uint16Array;
  bf16: Uint16Array;
  f64: Float64Array;
  i32: Int32Array;
  i64: BigInt64Array;
  u8: Uint8Array;
  bool: Uint8Array;
}

/** Any array that can hold tensor elements on the host. */
export type HostArray = HostArrays[DType];

const constructors = {
  f32: Float32Array,
  f16: Uint16Array,
  bf16: Uint16Array,
  f64: Float64Array,
  i32: Int32Array,
  i64: BigInt64Array,
  u8: Uint8Array,
  bool: Uint8Array,
} as const;

/** Every dtype, in promotion-neutral order. */
export const dtypes: readonly DType[] = Object.keys(constructors) as DType[];

/**
 * Bytes of one element.
 *
 * @example
 * ```ts
 * import { bytesPerElement } from '@fm/core';
 *
 * bytesPerElement('bf16'); // => 2
 * ```
 */
export function bytesPerElement(dtype: DType): number {
  return constructors[dtype].BYTES_PER_ELEMENT;
}

/**
 * Whether `dtype` is a floating-point type (and so may carry a gradient).
 *
 * @example
 * ```ts
 * import { dtypes, isFloat } from '@fm/core';
 *
 * dtypes.filter(isFloat); // => ['f32', 'f16', 'bf16', 'f64']
 * ```
 */
export function isFloat(dtype: DType): boolean {
  return dtype === 'f32' || dtype === 'f16' || dtype === 'bf16' || dtype === 'f64';
}

/**
 * A zero-filled array of `length` elements.
 *
 * @example
 * ```ts
 * import { allocate } from '@fm/core';
 *
 * allocate('i64', 2); // => BigInt64Array [0n, 0n]
 * ```
 */
export function allocate<D extends DType>(dtype: D, length: number): HostArrays[D] {
  return new constructors[dtype](length) as HostArrays[D];
}

/**
 * A typed view of `length` elements over bytes that are already in memory; copies only when the offset is misaligned.
 *
 * @param bytes - at least `length · bytesPerElement(dtype)` bytes, little-endian
 * @throws {RangeError} when there are fewer
 * @example
 * ```ts
 * import { viewBytes } from '@fm/core';
 *
 * viewBytes('f32', Uint8Array.of(0, 0, 0x80, 0x3f, 0, 0, 0, 0x40), 2); // => Float32Array [1, 2]
 * ```
 */
export function viewBytes<D extends DType>(dtype: D, bytes: Uint8Array, length: number): HostArrays[D] {
  const size = bytesPerElement(dtype);
  const aligned = bytes.byteOffset % size === 0 ? bytes : bytes.slice();
  return new constructors[dtype](aligned.buffer as ArrayBuffer, aligned.byteOffset, length) as HostArrays[D];
}
