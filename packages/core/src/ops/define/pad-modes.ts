import { ShapeError } from '../../errors/index.ts';
import { formatType, type Tensor } from '../../ir/index.ts';
import type { Dim } from '../../tensor/index.ts';
import { broadcastTo } from '../broadcast-to.ts';
import { concat } from '../concat.ts';
import { slice } from '../slice.ts';

/** Repeats the first and the last element of an axis. */
export function padEdge(x: Tensor, axis: number, [before, after]: readonly [Dim, Dim]): Tensor {
  const repeated = (start: number, count: Dim): readonly Tensor[] => {
    const edge = slice(x, { axis, start, size: 1 });
    const shape = x.shape.map((d, i) => (i === axis ? count : d));
    return count === 0 ? [] : [broadcastTo(edge, shape)];
  };
  return concat([...repeated(0, before), x, ...repeated(-1, after)], axis);
}

/** Mirrors an axis at its first and last element. */
export function padReflect(x: Tensor, axis: number, [before, after]: readonly [Dim, Dim]): Tensor {
  const extent = x.shape[axis] as Dim;
  const isTooWide = (width: Dim): boolean =>
    typeof width === 'number' && typeof extent === 'number' && width >= extent;
  if (typeof before !== 'number' || typeof after !== 'number' || isTooWide(before) || isTooWide(after)) {
    throw new ShapeError(`pad: axis ${axis} cannot be reflected`, {
      expected: `widths that are numbers below ${extent} for ${formatType(x)}`,
      received: `[${before}, ${after}]`,
    });
  }
  const mirrored = (start: number, size: number): readonly Tensor[] =>
    size === 0 ? [] : [slice(x, { axis, start, size, step: -1 })];
  return concat([...mirrored(before, before), x, ...mirrored(-2, after)], axis);
}
