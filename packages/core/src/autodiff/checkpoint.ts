import { collectNodes, input, type Node, type Tensor } from '../ir/index.ts';

/** A part of a program whose values are computed again in the backward pass. */
export interface CheckpointRegion {
  readonly inputs: readonly Tensor[];
  /** Oldest first. */
  readonly nodes: readonly Node[];
}

const regions = new WeakMap<Node, CheckpointRegion>();

/** The outermost checkpoint a node belongs to. */
export function regionOf(node: Node): CheckpointRegion | undefined {
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
    const before = input('f32', []).id;
    const output = fn(...inputs);
    const nodes = collectNodes([output], new Set(inputs)).filter((node) => node.outputs[0].id > before);
    const region: CheckpointRegion = { inputs, nodes };
    for (const node of nodes) regions.set(node, region);
    return output;
  };
}
