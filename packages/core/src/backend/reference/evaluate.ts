import { ShapeError } from '../../errors/index.ts';
import type { EvaluateContext, Graph, Node, Operands, ReferenceArray, Tensor } from '../../ir/index.ts';
import { bindInputs } from '../bind-inputs.ts';
import {
  bindShape,
  type DType,
  evaluateDim,
  formatShape,
  fromNumbers,
  isFloat,
  sizeOf,
  toNumbers,
} from '../../tensor/index.ts';

/** How exactly floats are kept between operators. */
export type ReferencePrecision = 'dtype' | 'f64';

/**
 * Evaluates a program in plain TypeScript: every operator in float64, then rounded to its dtype.
 *
 * @param inputs - one array per input of the program, of its dtype and shape; symbolic dimensions are bound by them
 * @param precision - `f64` leaves floats unrounded, so that central differences can check gradients to many digits. @default 'dtype'
 * @returns one array per output of the program
 * @throws {ShapeError} when an input is missing or does not fit, or an operator's result does not have the inferred size
 * @example
 * ```ts
 * import { evaluateGraph, reduceSum, trace } from '@fm/core';
 *
 * const graph = trace(({ x }) => ({ total: reduceSum(x) }), { x: { dtype: 'i32', shape: [4] } });
 * evaluateGraph(graph, { x: { dtype: 'i32', shape: [4], data: Float64Array.of(1, 2, 3, 6) } }).total?.data; // => Float64Array [12]
 * ```
 */
export function evaluateGraph(
  graph: Graph,
  inputs: Readonly<Record<string, ReferenceArray>>,
  precision: ReferencePrecision = 'dtype',
): Readonly<Record<string, ReferenceArray>> {
  const bindings = bindInputs(graph.inputs, inputs);
  const values = new Map<Tensor, ReferenceArray>();
  for (const [name, tensor] of graph.inputs) values.set(tensor, inputs[name] as ReferenceArray);
  const lastUse = new Map<Tensor, Node>(
    graph.nodes.flatMap((node) => node.inputs.map((tensor) => [tensor, node] as const)),
  );
  const kept = new Set(graph.outputs.values());
  for (const node of graph.nodes) {
    evaluateNode(node, values, bindings, precision);
    for (const tensor of node.inputs)
      if (lastUse.get(tensor) === node && !kept.has(tensor)) values.delete(tensor);
  }
  return Object.fromEntries(
    [...graph.outputs].map(([name, tensor]) => [name, values.get(tensor) as ReferenceArray]),
  );
}

function evaluateNode(
  node: Node,
  values: Map<Tensor, ReferenceArray>,
  bindings: ReadonlyMap<string, number>,
  precision: ReferencePrecision,
): void {
  const outputs = node.outputs.map(({ dtype, shape }) => ({ dtype, shape: bindShape(shape, bindings) }));
  const context: EvaluateContext = {
    inputs: node.inputs.map((tensor) => values.get(tensor)) as readonly unknown[] as Operands<ReferenceArray>,
    attributes: node.attributes,
    outputs: outputs as readonly (typeof outputs)[number][] as EvaluateContext['outputs'],
    bind: (d) => evaluateDim(d, bindings),
  };
  for (const [i, data] of node.op.evaluate(context).entries()) {
    const type = outputs[i];
    if (type === undefined || data.length !== sizeOf(type.shape)) {
      throw new ShapeError(`${node.op.name}: evaluation does not give what the shape rule promises`, {
        expected: type && formatShape(type.shape),
        received: `${data.length} elements`,
      });
    }
    values.set(node.outputs[i] as Tensor, { ...type, data: round(data, type.dtype, precision) });
  }
}

function round(data: Float64Array, dtype: DType, precision: ReferencePrecision): Float64Array {
  if (dtype === 'f64' || (isFloat(dtype) && precision === 'f64')) return data;
  return toNumbers({ dtype, shape: [data.length], data: fromNumbers(dtype, data) });
}
