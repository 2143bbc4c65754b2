import { type ConcreteShape, sizeOf } from '../../tensor/index.ts';

/** For every element of `to`, row-major, the index of the element of `from` that broadcasts onto it. */
export function broadcastIndex(from: ConcreteShape, to: ConcreteShape): Int32Array {
  const offset = to.length - from.length;
  const strides = to.map((_, axis) => {
    const own = axis - offset;
    return own < 0 || from[own] === 1 ? 0 : sizeOf(from.slice(own + 1));
  });
  return stridedIndex(to, strides);
}

/** Indices visited by walking `shape` row-major with the given element strides. */
export function stridedIndex(shape: ConcreteShape, strides: readonly number[], start = 0): Int32Array {
  const indices = new Int32Array(sizeOf(shape));
  const position = new Array<number>(shape.length).fill(0);
  let index = start;
  for (let i = 0; i < indices.length; i++) {
    indices[i] = index;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const stride = strides[axis] as number;
      position[axis] = (position[axis] as number) + 1;
      index += stride;
      if ((position[axis] as number) < (shape[axis] as number)) break;
      index -= stride * (shape[axis] as number);
      position[axis] = 0;
    }
  }
  return indices;
}
