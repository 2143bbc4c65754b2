import { ShapeError } from '../errors/index.ts';
import { formatType, type Tensor } from '../ir/index.ts';
import { normalizeAxes } from '../tensor/index.ts';
import { reshape } from './reshape.ts';

/**
 * `x` without axes of extent 1.
 *
 * @param axes - which to drop; default: every axis of extent 1
 * @returns `x` with fewer axes
 * @throws {ShapeError} when a named axis has another extent
 * @example
 * ```ts
 * import { input, squeeze } from '@fm/core';
 *
 * String(squeeze(input('f32', [2, 1, 3]), 1)); // => 'f32[2, 3]'
 * ```
 */
export function squeeze(x: Tensor, axes?: number | readonly number[]): Tensor {
  const dropped =
    axes === undefined
      ? x.shape.flatMap((d, i) => (d === 1 ? [i] : []))
      : normalizeAxes(axes, x.rank, 'squeeze');
  const wide = dropped.find((axis) => x.shape[axis] !== 1);
  if (wide !== undefined) {
    throw new ShapeError(`squeeze: axis ${wide} cannot be dropped`, {
      expected: 'an extent of 1',
      received: formatType(x),
    });
  }
  return reshape(
    x,
    x.shape.filter((_, i) => !dropped.includes(i)),
  );
}
