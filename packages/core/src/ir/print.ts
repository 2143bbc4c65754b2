import type { Attribute } from './op-def.ts';
import type { Graph } from './graph.ts';
import { formatType, type Tensor } from './tensor.ts';

/**
 * A program as text, one node a line, for people.
 *
 * @example
 * ```ts
 * import { add, printGraph, trace } from '@fm/core';
 *
 * const graph = trace(({ x }) => ({ y: add(x, 1) }), { x: { dtype: 'f32', shape: [2] } });
 * printGraph(graph);
 * // => `inputs
 * // =>   x: f32[2]
 * // => nodes
 * // =>   %0: f32[] = constant(value=1)
 * // =>   %1: f32[2] = add(x, %0)
 * // => outputs
 * // =>   y = %1`
 * ```
 */
export function printGraph(graph: Graph): string {
  const names = new Map<Tensor, string>([...graph.inputs].map(([name, tensor]) => [tensor, name]));
  const nameOf = (tensor: Tensor): string => {
    const known = names.get(tensor);
    if (known !== undefined) return known;
    const name = `%${names.size - graph.inputs.size}`;
    names.set(tensor, name);
    return name;
  };
  const nodes = graph.nodes.map((node) => {
    const inputs = node.inputs.map(nameOf);
    const outputs = node.outputs.map((tensor) => `${nameOf(tensor)}: ${formatType(tensor)}`);
    const attributes = Object.entries(node.attributes)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => `${key}=${formatAttribute(value)}`);
    return `  ${outputs.join(', ')} = ${node.op.name}(${[...inputs, ...attributes].join(', ')})`;
  });
  return [
    'inputs',
    ...[...graph.inputs].map(([name, tensor]) => `  ${name}: ${formatType(tensor)}`),
    'nodes',
    ...nodes,
    'outputs',
    ...[...graph.outputs].map(([name, tensor]) => `  ${name} = ${nameOf(tensor)}`),
  ].join('\n');
}

function formatAttribute(value: Attribute): string {
  if (Array.isArray(value)) return `[${value.map(formatAttribute).join(', ')}]`;
  if (typeof value === 'object' && 'data' in value) {
    return value.data.length === 1 ? `${value.data[0]}` : formatType(value);
  }
  return `${value}`;
}
