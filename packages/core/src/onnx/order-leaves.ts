import type { OnnxNode } from './proto.ts';

/**
 * Puts the nodes that no other node reads last, the earliest of them at the very end; the order stays topological.
 *
 * ONNX Runtime walks a graph depth first from such leaves, beginning with the last in the file, and runs nodes in the
 * order in which the walk leaves them. With the gradient of the first layer last in the file, as a backward pass makes
 * it, every other weight's gradient would wait until the whole backward pass is over, and so would the activations it
 * reads. Turned round, each gradient is computed as soon as it can be.
 */
export function orderLeaves(nodes: readonly OnnxNode[]): readonly OnnxNode[] {
  const read = new Set(nodes.flatMap((node) => node.inputs));
  const isLeaf = (node: OnnxNode): boolean =>
    node.outputs.every((output) => output === '' || !read.has(output));
  return [...nodes.filter((node) => !isLeaf(node)), ...nodes.filter(isLeaf).reverse()];
}
