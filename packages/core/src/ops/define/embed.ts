import type { Tensor } from '../../ir/index.ts';
import { addDims, type Dim, multiplyDims, type Shape } from '../../tensor/index.ts';
import { pad } from '../pad.ts';
import { reshape } from '../reshape.ts';
import { slice, type SliceAttributes } from '../slice.ts';

/** Puts `window` back to where a slice of a tensor of `shape` took it from, zeros elsewhere: the transpose of slicing. */
export function embed(window: Tensor, shape: Shape, { starts, sizes, steps }: SliceAttributes): Tensor {
  if (sizes.includes(0))
    return pad(
      window,
      shape.map((d, i) => [0, addDims(d, negative(sizes[i] as Dim))] as const),
    );
  const backwards = steps.flatMap((step, axis) => (step < 0 ? [axis] : []));
  const forwards = slice(
    window,
    backwards.map((axis) => ({ axis, step: -1 })),
  );
  const spread = steps.reduce((x, step, axis) => dilate(x, axis, Math.abs(step)), forwards);
  return pad(
    spread,
    shape.map((extent, axis) => {
      const reach = multiplyDims(addDims(sizes[axis] as Dim, -1), Math.abs(steps[axis] as number));
      const start = starts[axis] as Dim;
      const first = (steps[axis] as number) > 0 ? start : addDims(start, negative(reach));
      return [first, addDims(extent, negative(addDims(first, addDims(reach, 1))))] as const;
    }),
  );
}

/** `step - 1` zeros between neighbours along `axis`. */
function dilate(x: Tensor, axis: number, step: number): Tensor {
  if (step === 1) return x;
  const extent = x.shape[axis] as Dim;
  const apart = reshape(x, [...x.shape.slice(0, axis + 1), 1, ...x.shape.slice(axis + 1)]);
  const wide = pad(
    apart,
    apart.shape.map((_, i) => (i === axis + 1 ? [0, step - 1] : [0, 0]) as readonly [number, number]),
  );
  const merged = reshape(
    wide,
    x.shape.map((d, i) => (i === axis ? multiplyDims(extent, step) : d)),
  );
  return slice(merged, { axis, size: addDims(multiplyDims(addDims(extent, -1), step), 1) });
}

function negative(d: Dim): Dim {
  return multiplyDims(d, -1);
}
