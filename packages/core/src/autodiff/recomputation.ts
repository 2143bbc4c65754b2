import { applyOp, type Node, type Tensor } from '../ir/index.ts';
import { barrier } from '../ops/barrier.ts';
import { type CheckpointRegion, checkpointRegionOf } from './checkpoint.ts';
import { copyCustomRegion, customRegionOf } from './custom-vjp.ts';

/** The forward values that backward rules work from: those of the forward pass, or computed again inside a checkpoint. */
export class Recomputation {
  readonly #again = new Map<CheckpointRegion, ReadonlyMap<Tensor, Tensor>>();

  /** What stands for `tensors` in the backward rule of `node`, from the moment `cotangent` is known. */
  of(node: Node, tensors: readonly Tensor[], cotangent: Tensor): readonly Tensor[] {
    const region = checkpointRegionOf(node);
    if (region === undefined) return tensors;
    const again = this.#again.get(region) ?? recompute(region, cotangent);
    this.#again.set(region, again);
    return tensors.map((tensor) => again.get(tensor) ?? tensor);
  }
}

function recompute(region: CheckpointRegion, cotangent: Tensor): ReadonlyMap<Tensor, Tensor> {
  const again = new Map(region.inputs.map((tensor) => [tensor, barrier(tensor, cotangent)]));
  for (const node of region.nodes) {
    const inputs = node.inputs.map((tensor) => again.get(tensor) ?? tensor);
    const outputs = applyOp(node.op, inputs, node.attributes);
    for (const [i, output] of node.outputs.entries()) again.set(output, outputs[i] as Tensor);
  }
  // Second derivatives go through the copies, by the same rules.
  for (const custom of new Set(region.nodes.map(customRegionOf))) {
    if (custom?.nodes.every((node) => again.has(node.outputs[0])))
      copyCustomRegion(custom, (tensor) => again.get(tensor) ?? tensor);
  }
  return again;
}
