import { evaluateGraph } from '../backend/reference/evaluate.ts';
import { createGraph, type Graph, type Node, type Tensor } from '../ir/index.ts';
import { constant, constantOp } from '../ops/constant.ts';
import { fromNumbers, type HostTensor, isConcrete, sizeOf, toNumbers } from '../tensor/index.ts';
import { rewriteGraph } from './rewrite.ts';

/** Results larger than this stay computed at run time: the program would grow by their bytes. */
const largest = 1024;

/**
 * Evaluates nodes whose inputs are all constants, where the result has at most 1024 elements.
 *
 * @example
 * ```ts
 * import { foldConstants, multiply, scalar, sqrt, trace } from '@fm/core';
 *
 * const graph = trace(({ x }) => ({ y: multiply(x, sqrt(scalar(64))) }), { x: { dtype: 'f32', shape: [3] } });
 * graph.nodes.map(({ op }) => op.name); // => ['constant', 'sqrt', 'multiply']
 * foldConstants(graph).nodes.map(({ op }) => op.name); // => ['constant', 'multiply']
 * ```
 */
export function foldConstants(graph: Graph): Graph {
  return rewriteGraph(graph, (node) => (isFoldable(node) ? node.outputs.map(evaluateConstant) : undefined));
}

function isFoldable({ op, inputs, outputs }: Node): boolean {
  return (
    op !== constantOp &&
    inputs.length > 0 &&
    inputs.every(isExactConstant) &&
    outputs.every(({ shape }) => isConcrete(shape) && sizeOf(shape) <= largest)
  );
}

/** Evaluation holds integers in float64, so it would lose the low bits of those beyond ±2^53. */
function isExactConstant({ node, dtype }: Tensor): boolean {
  if (node?.op !== constantOp) return false;
  return dtype !== 'i64' || toNumbers(node.attributes['value'] as HostTensor).every(Number.isSafeInteger);
}

function evaluateConstant(tensor: Tensor): Tensor {
  const { value } = evaluateGraph(createGraph(new Map(), new Map([['value', tensor]])), {});
  if (value === undefined || (tensor.dtype === 'i64' && !value.data.every(Number.isSafeInteger)))
    return tensor;
  return constant({ dtype: value.dtype, shape: value.shape, data: fromNumbers(value.dtype, value.data) });
}
