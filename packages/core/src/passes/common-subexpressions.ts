import type { Attribute, Graph, Node, Tensor } from '../ir/index.ts';
import { rewriteGraph } from './rewrite.ts';

/**
 * Merges nodes that apply the same operator to the same inputs with the same attributes.
 *
 * @example
 * ```ts
 * import { add, exp, mergeCommonSubexpressions, trace } from '@fm/core';
 *
 * const graph = trace(({ x }) => ({ y: add(exp(x), exp(x)) }), { x: { dtype: 'f32', shape: [3] } });
 * [graph.nodes.length, mergeCommonSubexpressions(graph).nodes.length]; // => [3, 2]
 * ```
 */
export function mergeCommonSubexpressions(graph: Graph): Graph {
  const seen = new Map<string, readonly Tensor[]>();
  const numbers = new Map<unknown, number>();
  const numberOf = (value: unknown): number => {
    const number = numbers.get(value) ?? numbers.size;
    numbers.set(value, number);
    return number;
  };
  const keyOf = (attribute: Attribute): string => {
    if (Array.isArray(attribute)) return `[${attribute.map(keyOf)}]`;
    if (typeof attribute === 'object' && 'data' in attribute) {
      const { dtype, shape, data } = attribute;
      return data.length <= 16
        ? `${dtype}[${shape}]${Array.from(data as ArrayLike<unknown>, sign)}`
        : `${dtype}[${shape}]#${numberOf(data.buffer)}:${data.byteOffset}`;
    }
    return typeof attribute === 'number' ? sign(attribute) : `${typeof attribute} ${attribute}`;
  };
  const signature = ({ op, inputs, attributes }: Node): string =>
    JSON.stringify([
      op.name,
      inputs.map(numberOf),
      Object.entries(attributes).map(([name, value]) => [name, keyOf(value)]),
    ]);
  return rewriteGraph(graph, (node) => {
    const key = signature(node);
    const known = seen.get(key);
    if (known === undefined) seen.set(key, node.outputs);
    return known;
  });
}

/** Text that tells 0 from −0. */
function sign(value: unknown): string {
  return Object.is(value, -0) ? '-0' : `${value}`;
}
