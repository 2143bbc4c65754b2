import { applyOp, type Node, type Operands, type Tensor } from '../ir/index.ts';
import { barrier } from '../ops/barrier.ts';
import { regionOf, type CheckpointRegion } from './checkpoint.ts';

/** The forward values a vjp rule works from: those of the forward pass, or computed again inside a checkpoint. */
export class Recomputation {
  readonly #again = new Map<CheckpointRegion, ReadonlyMap<Tensor, Tensor>>();

  /** Inputs and outputs of `node` as the backward pass should use them, from the moment `cotangent` is known. */
  of(node: Node, cotangent: Tensor): { readonly inputs: Operands<Tensor>; readonly outputs: Operands<Tensor> } {
    const region = regionOf(node);
    if (region === undefined) return node;
    const again = this.#again.get(region) ?? recompute(region, cotangent);
    this.#again.set(region, again);
    const pick = (tensors: readonly Tensor[]): Operands<Tensor> =>
      tensors.map((tensor) => again.get(tensor) ?? tensor) as readonly Tensor[] as Operands<Tensor>;
    return { inputs: pick(node.inputs), outputs: pick(node.outputs) };
  }
}

function recompute(region: CheckpointRegion, cotangent: Tensor): ReadonlyMap<Tensor, Tensor> {
  const again = new Map(region.inputs.map((tensor) => [tensor, barrier(tensor, cotangent)]));
  for (const node of region.nodes) {
    const inputs = node.inputs.map((tensor) => again.get(tensor) ?? tensor);
    const outputs = applyOp(node.op, inputs, node.attributes);
    for (const [i, output] of node.outputs.entries()) again.set(output, outputs[i] as Tensor);
  }
  return again;
}
