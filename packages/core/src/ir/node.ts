import type { Attributes, OpDef, Operands } from './op-def.ts';
import { Tensor } from './tensor.ts';

/** One application of an operator: an edge set of the tensor program. Immutable. */
export interface Node<A extends Attributes = Attributes> {
  /** Its operator. */
  readonly op: OpDef<A>;
  /** What it reads. */
  readonly inputs: Operands<Tensor>;
  /** How the operator is configured. */
  readonly attributes: A;
  /** What it computes. */
  readonly outputs: Operands<Tensor>;
}

/**
 * Applies an operator to traced tensors: infers the output types and records the node.
 *
 * @param inputs - as many as the operator's rules expect
 * @returns one tensor per output of the operator
 * @throws {ShapeError} from the operator's shape rule
 * @example
 * ```ts
 * import { applyOp, input, split } from '@fm/core';
 *
 * const [first] = split(input('f32', [6, 2]), 3, 0);
 * const node = first?.node;
 * // As a pass does: the operator of a node, applied to another tensor.
 * node && applyOp(node.op, [input('i64', [6])], node.attributes).map(String); // => ['i64[2]', 'i64[2]', 'i64[2]']
 * ```
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

/**
 * {@link applyOp} for operators with exactly one output.
 *
 * @throws {ShapeError} from the operator's shape rule
 * @example
 * ```ts
 * import { apply, input, multiply, type OpDef, square, type Tensor } from '@fm/core';
 *
 * const cubeOp: OpDef = {
 *   name: 'cube',
 *   infer: ([x]) => [{ dtype: x.dtype, shape: x.shape }],
 *   vjp: ({ inputs: [x], cotangent }) => [multiply(cotangent, multiply(square(x), 3))],
 *   emit: (context, [x]) => [context.node('Mul', [context.node('Mul', [x, x]), x])],
 *   evaluate: ({ inputs: [x] }) => [x.data.map((v) => v ** 3)],
 * };
 * const cube = (x: Tensor): Tensor => apply(cubeOp, [x], {});
 * String(cube(input('f32', [2, 3]))); // => 'f32[2, 3]'
 * ```
 */
export function apply<A extends Attributes>(op: OpDef<A>, inputs: readonly Tensor[], attributes: A): Tensor {
  return applyOp(op, inputs, attributes)[0] as Tensor;
}
