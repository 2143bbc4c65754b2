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
 * import { checkpoint, exp, gradients, input, reduceSum, type Tensor, trace } from '@fm/core';
 *
 * const block = (x: Tensor): Tensor => exp(exp(x));
 * const exponentials = (fn: (x: Tensor) => Tensor): number => {
 *   const step = ({ x }: { x: Tensor }) => {
 *     const loss = reduceSum(fn(x));
 *     return { loss, dx: gradients(loss, [x])[0] as Tensor };
 *   };
 *   const program = trace(step, { x: input('f32', [4]) });
 *   return program.nodes.filter(({ op }) => op.name === 'exp').length;
 * };
 * // Computed once and kept, or computed again for the gradient.
 * [exponentials(block), exponentials(checkpoint(block))]; // => [2, 4]
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
