import { ShapeError } from '../errors/index.ts';
import { collectNodes, type Node, type Operands, type Tensor } from '../ir/index.ts';
import { add } from '../ops/add.ts';
import { full } from '../ops/full.ts';
import { equalShapes, isFloat } from '../tensor/index.ts';
import { Recomputation } from './recomputation.ts';

/**
 * Reverse-mode differentiation: pulls cotangents of `outputs` back to `wrt`.
 *
 * @param outputs - tensors whose cotangents are known
 * @param cotangents - one per output, of the output's shape and dtype
 * @param wrt - tensors to differentiate with respect to: inputs, parameters or anything in between
 * @returns one cotangent per tensor of `wrt`, `undefined` where no differentiable path leads to it
 * @throws {ShapeError} when a cotangent does not have its output's type
 */
export function vjp(
  outputs: readonly Tensor[],
  cotangents: readonly Tensor[],
  wrt: readonly Tensor[],
): readonly (Tensor | undefined)[] {
  const nodes = collectNodes(outputs);
  const active = dependents(nodes, wrt);
  const sums = new Map<Tensor, Tensor>();
  const accumulate = (tensor: Tensor, cotangent: Tensor): void => {
    const sum = sums.get(tensor);
    sums.set(tensor, sum === undefined ? cotangent : add(sum, cotangent));
  };
  for (const [i, output] of outputs.entries()) accumulate(output, checked(cotangents[i], output));

  const recomputation = new Recomputation();
  for (const node of nodes.toReversed()) {
    const reached = node.outputs.map((output) => sums.get(output));
    if (!node.inputs.some((tensor) => active.has(tensor)) || reached.every((c) => c === undefined)) continue;
    for (const [i, cotangent] of pullBack(node, reached, active, recomputation).entries()) {
      const tensor = node.inputs[i] as Tensor;
      if (cotangent !== undefined && active.has(tensor)) accumulate(tensor, cotangent);
    }
  }
  return wrt.map((tensor) => sums.get(tensor));
}

function pullBack(
  node: Node,
  cotangents: readonly (Tensor | undefined)[],
  active: ReadonlySet<Tensor>,
  recomputation: Recomputation,
): readonly (Tensor | undefined)[] {
  const first = node.outputs[0];
  const { inputs, outputs } = recomputation.of(node, cotangents.find((c) => c !== undefined) as Tensor);
  return node.op.vjp({
    inputs,
    outputs,
    attributes: node.attributes,
    get cotangent() {
      return cotangents[0] ?? full(first.shape, 0, first.dtype);
    },
    cotangents,
    needs: (index) => active.has((node.inputs as Operands<Tensor>)[index] as Tensor),
  });
}

/** `roots` and everything computed from them through float tensors. */
function dependents(nodes: readonly Node[], roots: readonly Tensor[]): ReadonlySet<Tensor> {
  const found = new Set(roots);
  for (const node of nodes) {
    if (!node.inputs.some((tensor) => found.has(tensor))) continue;
    for (const output of node.outputs) if (isFloat(output.dtype)) found.add(output);
  }
  return found;
}

function checked(cotangent: Tensor | undefined, output: Tensor): Tensor {
  if (cotangent === undefined || cotangent.dtype !== output.dtype || !equalShapes(cotangent.shape, output.shape)) {
    throw new ShapeError('vjp: a cotangent does not fit its output', {
      expected: `${output}`,
      received: cotangent && `${cotangent}`,
    });
  }
  return cotangent;
}
