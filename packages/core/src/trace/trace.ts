import { createGraph, type Graph, Tensor, type TensorType } from '../ir/index.ts';

/** A function of named tensors that {@link trace} and {@link compile} accept. */
export type TracedFunction<I extends string = string, O extends string = string> = (
  inputs: Readonly<Record<I, Tensor>>,
) => Readonly<Record<O, Tensor>>;

/**
 * Runs a TypeScript function once on placeholders and records what it computes.
 *
 * @param fn - plain TypeScript; loops and conditions are resolved while tracing
 * @param inputs - type of each named input; dimensions may be symbolic
 * @param parameters - parameters that the function uses, which become inputs of the program under these names. @default none
 * @throws {ShapeError} when shapes or dtypes do not fit together
 * @throws {GraphError} when the function uses a placeholder or parameter that is not among the inputs
 * @example
 * ```ts
 * import { multiply, trace } from '@fm/core';
 *
 * const graph = trace(({ x }) => ({ y: multiply(x, x) }), { x: { dtype: 'f32', shape: [2, 3] } });
 * graph.nodes.length; // => 1
 * ```
 */
export function trace<I extends string>(
  fn: TracedFunction<I>,
  inputs: Readonly<Record<I, TensorType>>,
  parameters: ReadonlyMap<string, Tensor> = new Map(),
): Graph {
  const placeholders = new Map<string, Tensor>(
    Object.entries<TensorType>(inputs).map(([name, { dtype, shape }]) => [
      name,
      new Tensor({ dtype, shape }),
    ]),
  );
  const outputs = fn(Object.fromEntries(placeholders) as Record<I, Tensor>);
  return createGraph(new Map([...parameters, ...placeholders]), new Map(Object.entries(outputs)));
}
