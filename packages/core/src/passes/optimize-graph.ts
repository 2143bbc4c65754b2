import type { Graph } from '../ir/index.ts';
import { mergeCommonSubexpressions } from './common-subexpressions.ts';
import { foldConstants } from './fold-constants.ts';
import { fuse } from './fuse.ts';

/**
 * Makes a program smaller without changing its numbers beyond rounding: folds constants, merges equal nodes, fuses
 * patterns that runtimes execute as one, and drops what no output needs. {@link compile} does it by itself.
 *
 * @example
 * ```ts
 * import { add, exp, multiply, optimizeGraph, scalar, trace } from '@fm/core';
 *
 * const half = multiply(scalar(1), scalar(0.5));
 * const graph = trace(({ x }) => ({ y: multiply(add(exp(x), exp(x)), half) }), { x: { dtype: 'f32', shape: [3] } });
 * [graph.nodes.length, optimizeGraph(graph).nodes.length]; // => [7, 4]
 * ```
 */
export function optimizeGraph(graph: Graph): Graph {
  return mergeCommonSubexpressions(fuse(mergeCommonSubexpressions(foldConstants(graph))));
}
