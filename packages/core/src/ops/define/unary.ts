import { apply, type EmitContext, type OpDef, type Tensor } from '../../ir/index.ts';
import type { DType } from '../../tensor/index.ts';
import { type Domain, requireDomain } from './domain.ts';
import { fromKernel, toKernel } from './kernel-dtype.ts';

/** The parts in which elementwise operators of one operand differ. */
export interface UnaryRule {
  /** Name of the operator and of its exported function. */
  readonly name: string;
  /** Operator type in `ai.onnx`, or the nodes that compute it. */
  readonly onnx: string | ((context: EmitContext, x: string, dtype: DType) => string);
  /** Dtypes it takes. @default 'float' */
  readonly domain?: Domain;
  /** Result for one element, in float64. */
  readonly evaluate: (x: number) => number;
  /** Cotangent of `x` from the cotangent of `y`; left out for operators that have none. */
  readonly gradient?: (cotangent: Tensor, x: Tensor, y: Tensor) => Tensor;
  /** Dtype of the result where it is not the operand's own. */
  readonly result?: DType;
}

/** An elementwise operator of one operand. */
export function defineUnary({ name, onnx, domain = 'float', evaluate, gradient, result }: UnaryRule): OpDef {
  return {
    name,
    infer([x]) {
      requireDomain(name, x, domain);
      return [{ dtype: result ?? x.dtype, shape: x.shape }];
    },
    vjp: ({ inputs: [x], outputs: [y], cotangent }) => [gradient?.(cotangent, x, y)],
    emit(context, inputs, { inputs: [{ dtype }] }) {
      const [x = ''] = domain === 'bool' ? inputs : toKernel(context, [inputs[0]], dtype);
      const y = typeof onnx === 'string' ? context.node(onnx, [x]) : onnx(context, x, dtype);
      return [result === undefined && domain !== 'bool' ? fromKernel(context, y, dtype) : y];
    },
    evaluate: ({ inputs: [x] }) => [x.data.map(evaluate)],
  };
}

/** The function users call for a unary operator. */
export function unaryFunction(op: OpDef): (x: Tensor) => Tensor {
  return (x) => apply(op, [x], {});
}
