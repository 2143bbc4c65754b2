import type { Graph } from '../ir/index.ts';
import { rewriteGraph, type RewriteRule } from './rewrite.ts';
import { accumulateIntoScatter } from './rules/accumulate-into-scatter.ts';
import { collapseReshapes } from './rules/collapse-reshapes.ts';
import { collapseTransposes } from './rules/collapse-transposes.ts';
import { dropNeutralOperands } from './rules/drop-neutral-operands.ts';

const rules: readonly RewriteRule[] = [
  dropNeutralOperands,
  collapseReshapes,
  collapseTransposes,
  accumulateIntoScatter,
];

/** Applies every fusion rule to every node, inputs first. */
export function fuse(graph: Graph): Graph {
  return rules.reduce(rewriteGraph, graph);
}
