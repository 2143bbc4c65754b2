import { ShapeError } from '../errors/index.ts';
import { addDims, type Dim, divideDims, equalDims, evaluateDim, multiplyDims } from './dim.ts';

/** Extents of a tensor, outermost first; `[]` is a scalar. */
export type Shape = readonly Dim[];

/** A shape whose every extent is a number. */
export type ConcreteShape = readonly number[];

/**
 * A shape as messages show it: `[2, sequence, 8]`.
 *
 * @example
 * ```ts
 * import { dim, formatShape } from '@fm/core';
 *
 * formatShape([2, dim('sequence'), 8]); // => '[2, sequence, 8]'
 * ```
 */
export function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

/**
 * Whether two shapes are the same, extent by extent.
 *
 * @example
 * ```ts
 * import { dim, equalShapes } from '@fm/core';
 *
 * equalShapes([dim('batch'), 8], [dim('batch'), 8]); // => true
 * equalShapes([1, 8], [8]); // => false
 * ```
 */
export function equalShapes(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((d, i) => equalDims(d, b[i] as Dim));
}

/**
 * Whether every extent is a number.
 *
 * @example
 * ```ts
 * import { dim, isConcrete } from '@fm/core';
 *
 * [[2, 8], [dim('batch'), 8]].map(isConcrete); // => [true, false]
 * ```
 */
export function isConcrete(shape: Shape): shape is ConcreteShape {
  return shape.every((d) => typeof d === 'number');
}

/**
 * Number of elements.
 *
 * @example
 * ```ts
 * import { dim, sizeOf } from '@fm/core';
 *
 * sizeOf([2, 3, 4]); // => 24
 * String(sizeOf([dim('batch'), 4])); // => '4*batch'
 * ```
 */
export function sizeOf(shape: ConcreteShape): number;
export function sizeOf(shape: Shape): Dim;
export function sizeOf(shape: Shape): Dim {
  return shape.reduce<Dim>(multiplyDims, 1);
}

/**
 * The numbers a shape stands for once its symbols are bound.
 *
 * @param bindings - numbers by the symbols' names
 * @throws {ShapeError} when a symbol is not bound
 * @example
 * ```ts
 * import { bindShape, dim, multiplyDims } from '@fm/core';
 *
 * bindShape([dim('batch'), multiplyDims(dim('heads'), 64)], new Map([['batch', 2], ['heads', 12]])); // => [2, 768]
 * ```
 */
export function bindShape(shape: Shape, bindings: ReadonlyMap<string, number>): ConcreteShape {
  return shape.map((d) => evaluateDim(d, bindings));
}

/**
 * The shape both operands broadcast to, by NumPy's rule: align at the right, an extent of 1 stretches.
 *
 * @param op - who asks, for the message. @default 'broadcast'
 * @throws {ShapeError} when two extents differ and neither is 1
 * @example
 * ```ts
 * import { broadcastShapes } from '@fm/core';
 *
 * broadcastShapes([8, 1, 3], [4, 3]); // => [8, 4, 3]
 * ```
 */
export function broadcastShapes(a: Shape, b: Shape, op = 'broadcast'): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i): Dim => {
    const left = a[a.length - rank + i] ?? 1;
    const right = b[b.length - rank + i] ?? 1;
    if (equalDims(left, right) || right === 1) return left;
    if (left === 1) return right;
    throw new ShapeError(`${op}: shapes do not broadcast at dimension ${i - rank}`, {
      expected: 'equal extents, or an extent of 1',
      received: `${formatShape(a)} and ${formatShape(b)}`,
    });
  });
}

/**
 * An axis as a non-negative index; `-1` is the last.
 *
 * @param op - who asks, for the message
 * @throws {ShapeError} when the axis is outside `[-rank, rank)`
 * @example
 * ```ts
 * import { normalizeAxis } from '@fm/core';
 *
 * normalizeAxis(-1, 3, 'softmax'); // => 2
 * ```
 */
export function normalizeAxis(axis: number, rank: number, op: string): number {
  const index = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || index < 0 || index >= rank) {
    throw new ShapeError(`${op}: axis is out of range`, {
      expected: `an integer in [${-rank}, ${rank})`,
      received: `${axis}`,
    });
  }
  return index;
}

/**
 * Several axes as sorted non-negative indices without repetition; `undefined` means all.
 *
 * @param op - who asks, for the message
 * @throws {ShapeError} when an axis is outside `[-rank, rank)`
 * @example
 * ```ts
 * import { normalizeAxes } from '@fm/core';
 *
 * normalizeAxes([-1, 0, 2], 3, 'reduceSum'); // => [0, 2]
 * normalizeAxes(undefined, 3, 'reduceSum'); // => [0, 1, 2]
 * ```
 */
export function normalizeAxes(
  axes: number | readonly number[] | undefined,
  rank: number,
  op: string,
): readonly number[] {
  if (axes === undefined) return Array.from({ length: rank }, (_, i) => i);
  const list = typeof axes === 'number' ? [axes] : axes;
  return [...new Set(list.map((axis) => normalizeAxis(axis, rank, op)))].sort((a, b) => a - b);
}

/**
 * `shape` with one `-1` replaced by whatever makes the element count equal to `size`.
 *
 * @throws {ShapeError} when the counts cannot be made equal, or more than one extent is `-1`
 * @example
 * ```ts
 * import { dim, formatShape, multiplyDims, resolveReshape } from '@fm/core';
 *
 * resolveReshape([-1, 4], 24); // => [6, 4]
 * formatShape(resolveReshape([dim('batch'), -1], multiplyDims(dim('batch'), 12))); // => '[batch, 12]'
 * ```
 */
export function resolveReshape(shape: readonly (Dim | -1)[], size: Dim): Shape {
  const hole = shape.indexOf(-1);
  const known = sizeOf(shape.filter((_, i) => i !== hole));
  const resolved = hole < 0 ? shape : shape.map((d, i) => (i === hole ? divideDims(size, known) : d));
  if (shape.includes(-1, hole + 1) && hole >= 0) {
    throw new ShapeError('reshape: only one extent may be -1', { received: formatShape(shape) });
  }
  if (!equalDims(sizeOf(resolved), size)) {
    throw new ShapeError('reshape: element counts differ', {
      expected: `${size} elements`,
      received: formatShape(shape),
    });
  }
  return resolved;
}

/**
 * Sum of extents along a joined axis.
 *
 * @example
 * ```ts
 * import { dim, totalDim } from '@fm/core';
 *
 * String(totalDim([dim('past'), dim('sequence'), 1])); // => '1+past+sequence'
 * ```
 */
export function totalDim(dims: readonly Dim[]): Dim {
  return dims.reduce<Dim>(addDims, 0);
}
