import type { Node, Tensor } from '../ir/index.ts';
import { recordNodes } from './record-nodes.ts';

/** A part of a program whose values are computed again in the backward pass. */
export interface CheckpointRegion {
  readonly inputs: readonly Tensor[];
  /** Oldest first. */
  readonly nodes: readonly Node[];
}

const regions = new WeakMap<Node, CheckpointRegion>();

/** The outermost checkpoint a node belongs to. */
export function checkpointRegionOf(node: Node): CheckpointRegion | undefined {
  return regions.get(node);
}

/**
 * Rematerialisation: `fn`, but its inner values are not kept for the backward pass; they are computed again from its
 * inputs when their gradients are due. Trades one more forward pass for memory.
 *
 * @param fn - a function of tensors; parameters may be captured
 * @see Chen et al. 2016, "Training Deep Nets with Sublinear Memory Cost", https://arxiv.org/abs/1604.06174
 * @example
 * ```ts
 * import { checkpoint, gelu, input } from '@fm/core';
 *
 * const block = checkpoint((x) => gelu(gelu(x)));
 * String(block(input('f32', [4]))); // => 'f32[4]'
 * ```
 */
export function checkpoint(fn: (...inputs: Tensor[]) => Tensor): (...inputs: Tensor[]) => Tensor {
  return (...inputs) => {
    const {
      outputs: [output],
      nodes,
    } = recordNodes((...tensors) => [fn(...tensors)], inputs);
    const region: CheckpointRegion = { inputs, nodes };
    for (const node of nodes) regions.set(node, region);
    return output as Tensor;
  };
}
