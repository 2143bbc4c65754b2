import { ShapeError } from '../errors/index.ts';
import { formatType, Tensor } from '../ir/index.ts';
import { add } from '../ops/add.ts';
import { cast } from '../ops/cast.ts';
import { constant, scalar } from '../ops/constant.ts';
import { hashBits } from '../ops/hash-bits.ts';
import { slice } from '../ops/slice.ts';
import { hostTensor } from '../tensor/index.ts';
import { childTags } from './constants.ts';

/**
 * The child of a key that belongs to an integer, such as a step or a layer's number. Different integers give
 * independent keys.
 *
 * @param key - i32[2]
 * @param data - an integer, or an integer scalar
 * @returns i32[2]
 * @throws {ShapeError} when `data` is not a scalar
 * @example
 * ```ts
 * import { foldIn, input } from '@fm/core';
 *
 * String(foldIn(input('i32', [2]), input('i64', []))); // => 'i32[2]'
 * ```
 */
export function foldIn(key: Tensor, data: Tensor | number): Tensor {
  const counter = data instanceof Tensor ? cast(data, 'i32') : scalar(data, 'i32');
  if (counter.rank !== 0) {
    throw new ShapeError('foldIn: one integer is folded into a key', {
      expected: 'a scalar',
      received: formatType(counter),
    });
  }
  const crossed = add(slice(key, { step: -1 }), constant(hostTensor('i32', childTags)));
  return hashBits(counter, crossed, key);
}
