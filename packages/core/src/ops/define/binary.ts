import { ShapeError } from '../../errors/index.ts';
import { apply, formatType, type OnnxAttribute, type OpDef, type Tensor } from '../../ir/index.ts';
import { broadcastShapes, type DType } from '../../tensor/index.ts';
import { sumTo } from '../sum-to.ts';
import { broadcastIndex } from './broadcast-index.ts';
import { type Domain, requireDomain } from './domain.ts';
import { fromKernel, toKernel } from './kernel-dtype.ts';
import { type Operand, toTensors } from './operand.ts';

/** Cotangent of one operand, before it is summed to the operand's shape. */
export type BinaryGradient = (cotangent: Tensor, a: Tensor, b: Tensor, y: Tensor) => Tensor;

/** The parts in which elementwise operators of two operands differ. */
export interface BinaryRule {
  /** Name of the operator and of its exported function. */
  readonly name: string;
  /** Operator type in `ai.onnx`. */
  readonly onnx: string;
  /** Attributes of the ONNX node. */
  readonly onnxAttributes?: (dtype: DType) => Readonly<Record<string, OnnxAttribute>>;
  /** Dtypes it takes. @default 'number' */
  readonly domain?: Domain;
  /** Result for one pair of elements, in float64. */
  readonly evaluate: (a: number, b: number, dtype: DType) => number;
  /** Gradients with respect to `a` and `b`; left out for operators that have none. */
  readonly gradients?: readonly [BinaryGradient, BinaryGradient];
  /** Dtype of the result where it is not the operands' own. */
  readonly result?: DType;
}

/** An elementwise operator of two operands that broadcast against each other and share a dtype. */
export function defineBinary(rule: BinaryRule): OpDef {
  const { name, onnx, onnxAttributes, domain = 'number', evaluate, gradients, result } = rule;
  return {
    name,
    infer([a, b]) {
      requireDomain(name, a, domain);
      if (a.dtype !== b.dtype) {
        throw new ShapeError(`${name}: operands differ in dtype`, {
          expected: 'two tensors of one dtype',
          received: `${formatType(a)} and ${formatType(b)}`,
          hint: 'Cast one of them with cast(x, dtype).',
        });
      }
      return [{ dtype: result ?? a.dtype, shape: broadcastShapes(a.shape, b.shape, name) }];
    },
    vjp({ inputs: [a, b], outputs: [y], cotangent, needs }) {
      if (gradients === undefined) return [undefined, undefined];
      return gradients.map((gradient, i) =>
        needs(i) ? sumTo(gradient(cotangent, a, b, y), (i === 0 ? a : b).shape) : undefined,
      );
    },
    emit(context, inputs, { inputs: [{ dtype }] }) {
      const attributes = onnxAttributes?.(dtype) ?? {};
      if (domain === 'bool') return [context.node(onnx, inputs, { attributes })];
      const y = context.node(onnx, toKernel(context, inputs, dtype), { attributes });
      return [result === undefined ? fromKernel(context, y, dtype) : y];
    },
    evaluate({ inputs: [a, b], outputs: [out] }) {
      const left = broadcastIndex(a.shape, out.shape);
      const right = broadcastIndex(b.shape, out.shape);
      return [
        Float64Array.from(left, (_, i) =>
          evaluate(a.data[left[i] as number] as number, b.data[right[i] as number] as number, a.dtype),
        ),
      ];
    },
  };
}

/** The function users call for a binary operator: takes tensors or numbers. */
export function binaryFunction(op: OpDef): (a: Operand, b: Operand) => Tensor {
  return (a, b) => apply(op, toTensors(a, b), {});
}
