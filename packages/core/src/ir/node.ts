import type { Attributes, OpDef, Operands } from './op-def.ts';
import { Tensor } from './tensor.ts';

/** One application of an operator: an edge set of the tensor program. Immutable. */
export interface Node<A extends Attributes = Attributes> {
  readonly op: OpDef<A>;
  readonly inputs: Operands<Tensor>;
  readonly attributes: A;
  readonly outputs: Operands<Tensor>;
}

/**
 * Applies an operator to traced tensors: infers the output types and records the node.
 *
 * @throws {ShapeError} from the operator's shape rule
 */
export function applyOp<A extends Attributes>(
  op: OpDef<A>,
  inputs: readonly Tensor[],
  attributes: A,
): readonly Tensor[] {
  const operands = inputs as Operands<Tensor>;
  const types = op.infer(operands, attributes);
  const outputs: Tensor[] = [];
  const node: Node<A> = {
    op,
    inputs: operands,
    attributes,
    outputs: outputs as readonly Tensor[] as Operands<Tensor>,
  };
  for (const [index, type] of types.entries()) outputs.push(new Tensor(type, node, index));
  return outputs;
}

/** {@link applyOp} for operators with exactly one output. */
export function apply<A extends Attributes>(op: OpDef<A>, inputs: readonly Tensor[], attributes: A): Tensor {
  return applyOp(op, inputs, attributes)[0] as Tensor;
}
