import type { ReferenceArray } from '../../ir/index.ts';
import type { ConcreteShape } from '../../tensor/index.ts';
import { axisBlocks } from './axis-blocks.ts';
import { checkIndex } from './check-index.ts';

/** For every element of `indices`, the flat position in an array of `shape` that it names along `axis`. */
export function elementIndices(
  op: string,
  shape: ConcreteShape,
  indices: ReferenceArray,
  axis: number,
): Int32Array {
  const { extent, inner } = axisBlocks(shape, axis);
  const picked = indices.shape[axis] as number;
  return Int32Array.from(indices.data, (index, i) => {
    const outer = Math.floor(i / (picked * inner));
    return (outer * extent + checkIndex(op, index, extent)) * inner + (i % inner);
  });
}
