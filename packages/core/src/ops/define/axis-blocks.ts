import { type ConcreteShape, sizeOf } from '../../tensor/index.ts';

/** An array seen around one axis, row-major as `[outer, extent, inner]`. */
export interface AxisBlocks {
  readonly outer: number;
  readonly extent: number;
  readonly inner: number;
}

/** The three extents of `shape` around `axis`. */
export function axisBlocks(shape: ConcreteShape, axis: number): AxisBlocks {
  return {
    outer: sizeOf(shape.slice(0, axis)),
    extent: shape[axis] as number,
    inner: sizeOf(shape.slice(axis + 1)),
  };
}
