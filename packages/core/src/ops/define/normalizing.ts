import { apply, type OpDef, type OnnxAttribute, type Tensor, type VjpContext } from '../../ir/index.ts';
import { normalizeAxis } from '../../tensor/index.ts';
import { requireDomain } from './domain.ts';
import { fromKernel, toKernel } from './kernel-dtype.ts';
import { groupIndices } from './reduction.ts';

/** Attributes of an operator that normalises along one axis, counted from the front. */
export type AxisAttributes = { readonly axis: number };

/** The parts in which {@link softmax} and {@link logSoftmax} differ. */
export interface NormalizingRule {
  readonly name: string;
  /** Operator type in `ai.onnx`; takes the attribute `axis`. */
  readonly onnx: string;
  /** Result for the elements along the axis, in float64. */
  readonly evaluate: (group: Float64Array) => Float64Array;
  /** Cotangent of the operand from the cotangent and the result. */
  readonly gradient: (cotangent: Tensor, y: Tensor, axis: number) => Tensor;
}

/** A map of every line along one axis to a line of the same length. */
export function defineNormalizing({
  name,
  onnx,
  evaluate,
  gradient,
}: NormalizingRule): OpDef<AxisAttributes> {
  return {
    name,
    infer([x]) {
      requireDomain(name, x, 'float');
      return [{ dtype: x.dtype, shape: x.shape }];
    },
    vjp: ({ outputs: [y], attributes: { axis }, cotangent }: VjpContext<AxisAttributes>) => [
      gradient(cotangent, y, axis),
    ],
    emit(context, inputs, { inputs: [{ dtype }], attributes }) {
      const axis: OnnxAttribute = { int: attributes.axis };
      const y = context.node(onnx, toKernel(context, [inputs[0]], dtype), { attributes: { axis } });
      return [fromKernel(context, y, dtype)];
    },
    evaluate({ inputs: [x], attributes: { axis } }) {
      const { outer, inner } = groupIndices(x.shape, [axis]);
      const result = new Float64Array(x.data.length);
      for (const start of outer) {
        const group = evaluate(Float64Array.from(inner, (step) => x.data[start + step] as number));
        for (const [i, step] of inner.entries()) result[start + step] = group[i] as number;
      }
      return [result];
    },
  };
}

/** The function users call for such an operator. */
export function normalizingFunction(op: OpDef<AxisAttributes>): (x: Tensor, axis?: number) => Tensor {
  return (x, axis = -1) => apply(op, [x], { axis: normalizeAxis(axis, x.rank, op.name) });
}
