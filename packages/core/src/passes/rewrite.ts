import { createGraph, type Graph, type Node, type Operands, Tensor } from '../ir/index.ts';

/**
 * What a rule makes of a node whose inputs have already been rewritten: the tensors that replace its outputs, or
 * `undefined` to keep it.
 */
export type RewriteRule = (node: Node) => readonly Tensor[] | undefined;

/** Rebuilds a program bottom-up, giving every node to `rule`; nodes that nothing needs any more disappear. */
export function rewriteGraph(graph: Graph, rule: RewriteRule): Graph {
  const replaced = new Map<Tensor, Tensor>();
  for (const node of graph.nodes) {
    const current = withInputs(
      node,
      node.inputs.map((tensor) => replaced.get(tensor) ?? tensor),
    );
    const outputs = rule(current) ?? current.outputs;
    for (const [i, output] of node.outputs.entries()) replaced.set(output, outputs[i] as Tensor);
  }
  const outputs = [...graph.outputs].map(([name, tensor]) => [name, replaced.get(tensor) ?? tensor] as const);
  return createGraph(graph.inputs, new Map(outputs));
}

function withInputs(node: Node, inputs: readonly Tensor[]): Node {
  if (inputs.every((tensor, i) => tensor === node.inputs[i])) return node;
  const outputs: Tensor[] = [];
  const copy: Node = {
    ...node,
    inputs: inputs as Operands<Tensor>,
    outputs: outputs as readonly Tensor[] as Operands<Tensor>,
  };
  for (const [index, type] of node.outputs.entries()) outputs.push(new Tensor(type, copy, index));
  return copy;
}
