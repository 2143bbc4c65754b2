import type { Graph } from '../ir/index.ts';
import { mergeCommonSubexpressions } from './common-subexpressions.ts';
import { foldConstants } from './fold-constants.ts';
import { fuse } from './fuse.ts';

/**
 * Makes a program smaller without changing its numbers beyond rounding: folds constants, merges equal nodes, fuses
 * patterns that runtimes execute as one, and drops what no output needs.
 */
export function optimizeGraph(graph: Graph): Graph {
  return mergeCommonSubexpressions(fuse(mergeCommonSubexpressions(foldConstants(graph))));
}
