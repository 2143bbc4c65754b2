import { type Graph, type Node, type Shape, sizeOf } from '@fm/core';

/** Products per element of the result, for the operators whose cost is not that of reading and writing. */
const productsPerOutput: Readonly<Record<string, (node: Node) => number>> = {
  matmul: ({ inputs: [a], attributes }) => extent(a.shape, attributes.transposeA === true ? -2 : -1),
  // The kernel is [outChannels, inChannels / groups, height, width].
  conv2d: ({ inputs: [, kernel] }) => elements(kernel.shape.slice(1)),
};

/**
 * Floating-point operations of the matrix products and convolutions in a program: two for each multiplication and
 * addition. Elementwise work is left out, as is customary for model-FLOPs utilisation.
 *
 * @see Chowdhery et al. 2022, "PaLM", appendix B, https://arxiv.org/abs/2204.02311
 */
export function countFlops(graph: Graph): number {
  return graph.nodes.reduce((sum, node) => {
    const products = productsPerOutput[node.op.name]?.(node) ?? 0;
    return sum + 2 * products * elements(node.outputs[0].shape);
  }, 0);
}

function extent(shape: Shape, axis: number): number {
  return elements(shape.slice(axis, axis === -1 ? undefined : axis + 1));
}

function elements(shape: Shape): number {
  return sizeOf(shape) as number;
}
