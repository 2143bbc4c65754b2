import { ShapeError } from '../../errors/index.ts';
import {
  apply,
  formatType,
  type OnnxAttribute,
  type OpDef,
  type Tensor,
  type VjpContext,
} from '../../ir/index.ts';
import { type ConcreteShape, normalizeAxes, type Shape, sizeOf } from '../../tensor/index.ts';
import { stridedIndex } from './broadcast-index.ts';
import { type Domain, requireDomain } from './domain.ts';
import { fromKernel, toKernel } from './kernel-dtype.ts';
import { reshape } from '../reshape.ts';

/** Attributes of every reduction: sorted non-negative axes, and whether they stay with extent 1. */
export type ReductionAttributes = { readonly axes: readonly number[]; readonly keepDims: boolean };

/** The parts in which reductions differ. */
export interface ReductionRule {
  readonly name: string;
  /** Operator type in `ai.onnx`; takes the axes as its second input. */
  readonly onnx: string;
  /** Dtypes it takes. @default 'number' */
  readonly domain?: Domain;
  /** Whether it has no result for an empty group. */
  readonly needsElements?: boolean;
  /** Result for the elements of one group, in float64. */
  readonly evaluate: (group: Float64Array) => number;
  readonly vjp: (context: VjpContext<ReductionAttributes>) => readonly (Tensor | undefined)[];
}

/** A reduction over some axes. */
export function defineReduction(rule: ReductionRule): OpDef<ReductionAttributes> {
  const { name, onnx, domain = 'number', needsElements = false, evaluate, vjp } = rule;
  return {
    name,
    infer([x], { axes, keepDims }) {
      requireDomain(name, x, domain);
      if (needsElements && axes.some((axis) => x.shape[axis] === 0)) {
        throw new ShapeError(`${name}: nothing to reduce`, {
          expected: 'at least one element on the reduced axes',
          received: `${formatType(x)}, axes [${axes.join(', ')}]`,
        });
      }
      return [{ dtype: x.dtype, shape: reducedShape(x.shape, axes, keepDims) }];
    },
    vjp,
    emit(context, inputs, { attributes: { axes, keepDims }, inputs: [{ dtype }] }) {
      const keepdims: OnnxAttribute = { int: keepDims ? 1 : 0 };
      const noop: OnnxAttribute = { int: 1 };
      const operands = [...toKernel(context, [inputs[0]], dtype), context.ints(axes)];
      return [
        fromKernel(
          context,
          context.node(onnx, operands, { attributes: { keepdims, noop_with_empty_axes: noop } }),
          dtype,
        ),
      ];
    },
    evaluate({ inputs: [x], attributes: { axes } }) {
      const { outer, inner } = groupIndices(x.shape, axes);
      return [
        Float64Array.from(outer, (start) =>
          evaluate(Float64Array.from(inner, (step) => x.data[start + step] as number)),
        ),
      ];
    },
  };
}

/** Options of every reduction. */
export interface ReductionOptions {
  /** Whether the reduced axes stay, with extent 1. @default false */
  readonly keepDims?: boolean;
}

/** A reduction over some axes (default: all). */
export type Reduction = (x: Tensor, axes?: number | readonly number[], options?: ReductionOptions) => Tensor;

/** The function users call for a reduction. */
export function reductionFunction(op: OpDef<ReductionAttributes>): Reduction {
  return (x, axes, { keepDims = false } = {}) =>
    apply(op, [x], { axes: normalizeAxes(axes, x.rank, op.name), keepDims });
}

/** A reduced tensor with its axes back in place, so that it broadcasts against the operand. */
export function restoreAxes(reduced: Tensor, shape: Shape, axes: readonly number[]): Tensor {
  return reshape(reduced, reducedShape(shape, axes, true));
}

/** `shape` without `axes`, or with extent 1 in their place. */
export function reducedShape(shape: Shape, axes: readonly number[], keepDims: boolean): Shape {
  return keepDims
    ? shape.map((d, i) => (axes.includes(i) ? 1 : d))
    : shape.filter((_, i) => !axes.includes(i));
}

/** Start index of every group, row-major over the kept axes, and the offsets of a group's members. */
export function groupIndices(
  shape: ConcreteShape,
  axes: readonly number[],
): { outer: Int32Array; inner: Int32Array } {
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
