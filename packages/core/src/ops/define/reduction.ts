import { type OpDef, type OnnxAttribute, type VjpContext, type Tensor, apply } from '../../ir/index.ts';
import { type ConcreteShape, normalizeAxes, type Shape, sizeOf } from '../../tensor/index.ts';
import { stridedIndex } from './broadcast-index.ts';

/** Attributes of every reduction: sorted non-negative axes, and whether they stay with extent 1. */
export type ReductionAttributes = { readonly axes: readonly number[]; readonly keepDims: boolean };

/** The parts in which reductions differ. */
export interface ReductionRule {
  readonly name: string;
  /** Operator type in `ai.onnx`; takes the axes as its second input. */
  readonly onnx: string;
  /** Result for the elements of one group, in float64. */
  readonly evaluate: (group: Float64Array) => number;
  readonly vjp: (context: VjpContext<ReductionAttributes>) => readonly (Tensor | undefined)[];
}

/** A reduction over some axes. */
export function defineReduction({ name, onnx, evaluate, vjp }: ReductionRule): OpDef<ReductionAttributes> {
  return {
    name,
    infer: ([x], { axes, keepDims }) => [{ dtype: x.dtype, shape: reducedShape(x.shape, axes, keepDims) }],
    vjp,
    emit(context, [x], { attributes: { axes, keepDims } }) {
      const keepdims: OnnxAttribute = { int: keepDims ? 1 : 0 };
      const noop: OnnxAttribute = { int: 1 };
      return [context.node(onnx, [x, context.ints(axes)], { attributes: { keepdims, noop_with_empty_axes: noop } })];
    },
    evaluate({ inputs: [x], attributes: { axes } }) {
      const { outer, inner } = groupIndices(x.shape, axes);
      return [Float64Array.from(outer, (start) => evaluate(Float64Array.from(inner, (step) => x.data[start + step] as number)))];
    },
  };
}

/** The function users call for a reduction. */
export function reductionFunction(
  op: OpDef<ReductionAttributes>,
): (x: Tensor, axes?: number | readonly number[], options?: { readonly keepDims?: boolean }) => Tensor {
  return (x, axes, { keepDims = false } = {}) =>
    apply(op, [x], { axes: normalizeAxes(axes, x.rank, op.name), keepDims });
}

/** `shape` without `axes`, or with extent 1 in their place. */
export function reducedShape(shape: Shape, axes: readonly number[], keepDims: boolean): Shape {
  return keepDims ? shape.map((d, i) => (axes.includes(i) ? 1 : d)) : shape.filter((_, i) => !axes.includes(i));
}

/** Start index of every group, row-major over the kept axes, and the offsets of a group's members. */
export function groupIndices(shape: ConcreteShape, axes: readonly number[]): { outer: Int32Array; inner: Int32Array } {
  const strides = shape.map((_, i) => sizeOf(shape.slice(i + 1)));
  const pick = (keep: boolean): Int32Array => {
    const chosen = shape.map((_, i) => i).filter((i) => axes.includes(i) !== keep);
    return stridedIndex(
      chosen.map((i) => shape[i] as number),
      chosen.map((i) => strides[i] as number),
    );
  };
  return { outer: pick(true), inner: pick(false) };
}
