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

/**
 * Applies every fusion rule to every node, inputs first: neutral operands go, reshapes and transposes of one another become
 * one, and sums of scattered values are scattered into the sum.
 *
 * @example
 * ```ts
 * import { fuse, reshape, trace, transpose } from '@fm/core';
 *
 * const graph = trace(({ x }) => ({ y: reshape(transpose(transpose(x)), [-1]) }), { x: { dtype: 'f32', shape: [2, 3] } });
 * fuse(graph).nodes.map(({ op }) => op.name); // => ['reshape']
 * ```
 */
export function fuse(graph: Graph): Graph {
  return rules.reduce(rewriteGraph, graph);
}
