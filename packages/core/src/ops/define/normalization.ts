import { ShapeError } from '../../errors/index.ts';
import {
  type EmitContext,
  formatType,
  type Tensor,
  type TensorType,
  type VjpContext,
} from '../../ir/index.ts';
import {
  type ConcreteShape,
  type DType,
  equalShapes,
  formatShape,
  hostTensor,
  isConcrete,
  sizeOf,
} from '../../tensor/index.ts';
import { add } from '../add.ts';
import { cast } from '../cast.ts';
import { matmul } from '../matmul.ts';
import { multiply } from '../multiply.ts';
import { reduceMean } from '../reduce-mean.ts';
import { reduceSum } from '../reduce-sum.ts';
import { reshape } from '../reshape.ts';
import { subtract } from '../subtract.ts';

/** The first normalised axis, counted from the front, and what is added to the variance. */
export type NormalizationAttributes = { readonly axis: number; readonly epsilon: number };

/** Refuses symbolic extents in normalised axes, and a weight or bias that is not of their shape. */
export function requireAffine(op: string, x: TensorType, axis: number, affine: readonly TensorType[]): void {
  const normalized = x.shape.slice(axis);
  if (!isConcrete(normalized)) {
    throw new ShapeError(`${op}: the extents of normalised axes must be known`, {
      expected: `numbers from axis ${axis} on`,
      received: formatType(x),
    });
  }
  const misfit = affine.find(({ shape, dtype }) => dtype !== x.dtype || !equalShapes(shape, normalized));
  if (misfit === undefined) return;
  throw new ShapeError(`${op}: weight or bias does not fit the normalised axes`, {
    expected: `${x.dtype}${formatShape(normalized)} for ${formatType(x)}`,
    received: formatType(misfit),
  });
}

/** Type of one number per normalised group; narrow floats have their statistics in `f32`. */
export function statisticsType(x: TensorType, axis: number): TensorType {
  return { dtype: wideDType(x.dtype), shape: x.shape.map((d, i) => (i < axis ? d : 1)) };
}

/** A weight that changes nothing, for kernels that want one. */
export function neutralWeight(context: EmitContext, x: TensorType, axis: number): string {
  const shape = x.shape.slice(axis) as ConcreteShape;
  const dtype = wideDType(x.dtype);
  const name = context.constant(hostTensor(dtype, new Array<number>(sizeOf(shape)).fill(1), shape));
  return x.dtype === 'f16' ? context.cast(name, 'f16') : name;
}

/** What the forward pass of a normalisation leaves for the backward pass. */
export interface NormalizationState {
  /** The operand without weight and bias, in the statistics' dtype: `h`. */
  readonly normalized: Tensor;
  /** `1 / σ`, extent 1 in normalised axes. */
  readonly inverseStd: Tensor;
  /** Mean, extent 1 in normalised axes; left out where nothing is subtracted. */
  readonly mean?: Tensor;
}

/**
 * Cotangents of operand, weight and bias. With `g = cotangent · weight`, the operand's is
 * `(g − mean(g) − h · mean(g h)) / σ`. As `mean(g h) = (cotangent · h) × weight / size`, a product with the weight as a
 * vector, its elementwise part is the one that the weight's own gradient adds up.
 */
export function normalizationGradients(
  { inputs, attributes: { axis }, cotangent, cotangents, needs }: VjpContext<NormalizationAttributes>,
  state: NormalizationState,
): (Tensor | undefined)[] {
  const dtype = state.inverseStd.dtype;
  const [x, weight] = inputs;
  const size = sizeOf(x.shape.slice(axis) as ConcreteShape);
  const rows = (tensor: Tensor): Tensor => reshape(cast(tensor, dtype), [-1, size]);
  const column = (tensor: Tensor): Tensor => reshape(cast(tensor, dtype), [-1, 1]);
  const [h, dy, inverseStd] = [rows(state.normalized), rows(cotangent), column(state.inverseStd)];
  const dyh = multiply(dy, h);
  const factor = inputs.length > 1 ? column(weight) : undefined; // [size, 1]

  const operandCotangent = (): Tensor => {
    const ofMean = state.mean === undefined ? undefined : cotangents[1];
    const ofInverseStd = cotangents[state.mean === undefined ? 1 : 2];
    const g = factor === undefined ? dy : multiply(dy, reshape(factor, [1, size]));
    const dyhMean = factor === undefined ? meanOf(dyh) : matmul(dyh, factor, { scale: 1 / size });
    const slope =
      ofInverseStd === undefined
        ? dyhMean
        : add(dyhMean, multiply(column(ofInverseStd), multiply(inverseStd, 1 / size)));
    const along = multiply(h, slope);
    const removed = state.mean === undefined ? along : add(along, meanOf(g));
    const dx = multiply(subtract(g, removed), inverseStd);
    return ofMean === undefined ? dx : add(dx, multiply(column(ofMean), 1 / size));
  };
  const sumOver = (each: Tensor, like: Tensor): Tensor =>
    reshape(cast(reduceSum(each, 0), x.dtype), like.shape);
  return inputs.map((operand, i) => {
    if (!needs(i)) return undefined;
    return i === 0
      ? reshape(cast(operandCotangent(), x.dtype), x.shape)
      : sumOver(i === 1 ? dyh : dy, operand);
  });
}

function meanOf(rows: Tensor): Tensor {
  return reduceMean(rows, -1, { keepDims: true });
}

function wideDType(dtype: DType): DType {
  return dtype === 'f64' ? 'f64' : 'f32';
}
