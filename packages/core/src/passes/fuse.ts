import type { Graph } from '../ir/index.ts';
import { rewriteGraph, type RewriteRule } from './rewrite.ts';
import { collapseReshapes } from './rules/collapse-reshapes.ts';
import { collapseTransposes } from './rules/collapse-transposes.ts';

const rules: readonly RewriteRule[] = [collapseReshapes, collapseTransposes];

/** Applies every fusion rule to every node, inputs first. */
export function fuse(graph: Graph): Graph {
  return rules.reduce(rewriteGraph, graph);
}
