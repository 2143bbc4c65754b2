import { equalShapes, type Graph, type Node, type Tensor } from '@fm/core';
import { nextKey } from './trace-step.ts';

/** Options of {@link inPlaceInputs}. */
export interface InPlaceOptions {
  /** Whether a sum may be written over one of its own operands: element `i` is read before it is written. @default false */
  readonly sums?: boolean;
}

/**
 * The inputs that may be overwritten by their next values in the same run, because every node that reads the
 * input has finished, whatever the order of execution, before the node that writes the output starts.
 *
 * Parameters never qualify: their gradient and their update are both read from them.
 */
export function inPlaceInputs(graph: Graph, { sums = false }: InPlaceOptions = {}): ReadonlySet<string> {
  const readers = new Map<Tensor, Node[]>();
  for (const node of graph.nodes) {
    for (const tensor of new Set(node.inputs)) readers.set(tensor, [...(readers.get(tensor) ?? []), node]);
  }
  const safe = new Set<string>();
  for (const [name, before] of graph.inputs) {
    const after = graph.outputs.get(nextKey(name));
    const writer = after?.node;
    if (
      after === undefined ||
      writer === undefined ||
      after.dtype !== before.dtype ||
      !equalShapes(after.shape, before.shape)
    )
      continue;
    const others = (readers.get(before) ?? []).filter(
      (reader) => !(sums && reader === writer && reader.op.name === 'add'),
    );
    if (isEarlier(others, writer)) safe.add(name);
  }
  return safe;
}

/** Whether `writer` depends on the result of each of `readers`. */
function isEarlier(readers: readonly Node[], writer: Node): boolean {
  const missing = new Set(readers);
  if (missing.has(writer)) return false;
  const oldest = Math.min(...readers.map(firstId));
  const seen = new Set<Node>();
  const pending = [...writer.inputs];
  for (let tensor = pending.pop(); tensor !== undefined && missing.size > 0; tensor = pending.pop()) {
    const { node } = tensor;
    // Ids grow along every path, so nothing behind an older node can be one of the readers.
    if (node === undefined || seen.has(node) || firstId(node) < oldest) continue;
    seen.add(node);
    missing.delete(node);
    pending.push(...node.inputs);
  }
  return missing.size === 0;
}

function firstId(node: Node): number {
  return node.outputs[0].id;
}
