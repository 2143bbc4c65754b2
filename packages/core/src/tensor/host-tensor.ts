import { ShapeError } from '../errors/index.ts';
import { allocate, type DType, type HostArray, type HostArrays } from './dtype.ts';
import { fromNumbers } from './numbers.ts';
import { type ConcreteShape, formatShape, sizeOf } from './shape.ts';

/** Numbers in ordinary memory: what goes into a program and what comes out. Row-major and dense. */
export interface HostTensor<D extends DType = DType> {
  /** Element type. */
  readonly dtype: D;
  /** Extents, outermost first. */
  readonly shape: ConcreteShape;
  /** `sizeOf(shape)` elements. */
  readonly data: HostArrays[D];
}

/**
 * A host tensor over `data`, without a copy where `data` already is the dtype's typed array.
 *
 * @param data - plain numbers or the dtype's own typed array, row-major
 * @param shape - extents; default `[data.length]`
 * @throws {ShapeError} when `data` does not have as many elements as `shape` says
 * @example
 * ```ts
 * import { hostTensor } from '@fm/core';
 *
 * hostTensor('f32', [1, 2, 3, 4], [2, 2]).shape; // => [2, 2]
 * ```
 */
export function hostTensor<D extends DType>(
  dtype: D,
  data: HostArrays[D] | ArrayLike<number>,
  shape: ConcreteShape = [data.length],
): HostTensor<D> {
  if (data.length !== sizeOf(shape)) {
    throw new ShapeError('Data and shape disagree', {
      expected: `${sizeOf(shape)} elements for ${formatShape(shape)}`,
      received: `${data.length} elements`,
    });
  }
  return { dtype, shape, data: isNative(dtype, data) ? data : fromNumbers(dtype, data as ArrayLike<number>) };
}

/**
 * A host tensor of zeros.
 *
 * @example
 * ```ts
 * import { zeros } from '@fm/core';
 *
 * zeros('f32', [2, 2]); // => { dtype: 'f32', shape: [2, 2], data: Float32Array [0, 0, 0, 0] }
 * ```
 */
export function zeros<D extends DType>(dtype: D, shape: ConcreteShape): HostTensor<D> {
  return { dtype, shape, data: allocate(dtype, sizeOf(shape)) };
}

function isNative<D extends DType>(dtype: D, data: HostArray | ArrayLike<number>): data is HostArrays[D] {
  return ArrayBuffer.isView(data) && data.constructor === allocate(dtype, 0).constructor;
}
