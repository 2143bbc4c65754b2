import { GraphError } from '../errors/index.ts';
import { equalShapes } from '../tensor/index.ts';
import type { Graph } from './graph.ts';
import { formatType, type Tensor } from './tensor.ts';

/**
 * Checks the invariants of a program: inputs are computed before use, every node's outputs are what its operator
 * infers, and no operator has two meanings.
 *
 * @throws {GraphError} naming the first node that breaks one
 * @example
 * ```ts
 * import { exp, GraphError, sqrt, trace, verifyGraph } from '@fm/core';
 *
 * const graph = trace(({ x }) => ({ y: sqrt(exp(x)) }), { x: { dtype: 'f32', shape: [3] } });
 * verifyGraph(graph); // silent: it is well formed
 * try {
 *   verifyGraph({ ...graph, nodes: graph.nodes.toReversed() });
 * } catch (error) {
 *   error instanceof GraphError && error.expected; // => 'its inputs to be computed before it'
 * }
 * ```
 */
export function verifyGraph(graph: Graph): void {
  const known = new Set<Tensor>(graph.inputs.values());
  const ops = new Map<string, unknown>();
  for (const node of graph.nodes) {
    const missing = node.inputs.find((tensor) => !known.has(tensor));
    if (missing !== undefined)
      throw broken(node.op.name, 'its inputs to be computed before it', formatType(missing));
    if ((ops.get(node.op.name) ?? node.op) !== node.op) {
      throw broken(node.op.name, 'one definition per operator name', 'two definitions');
    }
    ops.set(node.op.name, node.op);
    const inferred = node.op.infer(node.inputs, node.attributes);
    const same =
      inferred.length === node.outputs.length &&
      inferred.every((type, i) => {
        const output = node.outputs[i] as Tensor;
        return type.dtype === output.dtype && equalShapes(type.shape, output.shape);
      });
    if (!same)
      throw broken(
        node.op.name,
        inferred.map(formatType).join(', '),
        node.outputs.map(formatType).join(', '),
      );
    for (const output of node.outputs) known.add(output);
  }
  for (const [name, tensor] of graph.outputs) {
    if (!known.has(tensor)) throw broken(name, 'every output to be computed', formatType(tensor));
  }
}

function broken(where: string, expected: string, received: string): GraphError {
  return new GraphError(`The program is not well formed at "${where}"`, { expected, received });
}
