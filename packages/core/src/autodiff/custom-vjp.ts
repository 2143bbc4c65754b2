import type { Node, Tensor } from '../ir/index.ts';
import { stopGradient } from '../ops/stop-gradient.ts';
import { recordNodes } from './record-nodes.ts';

/** What a custom rule works from. */
export interface CustomVjpContext {
  /** Arguments of the call. */
  readonly inputs: readonly Tensor[];
  /** Results of the call. */
  readonly outputs: readonly Tensor[];
  /** Cotangent of each output, `undefined` where nothing differentiable uses it; at least one is defined. */
  readonly cotangents: readonly (Tensor | undefined)[];
}

/** The cotangent of each input, `undefined` where there is none. */
export type CustomVjpRule = (context: CustomVjpContext) => readonly (Tensor | undefined)[];

/** A part of a program that is differentiated as a whole, by a rule of its own. */
export interface CustomRegion {
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly nodes: readonly Node[];
  readonly rule: CustomVjpRule;
}

const regions = new WeakMap<Node, CustomRegion>();

/** The outermost function with a rule of its own that a node belongs to. */
export function customRegionOf(node: Node): CustomRegion | undefined {
  return regions.get(node);
}

/**
 * `fn`, differentiated by `rule` instead of by the chain rule over its operators: for gradients that can be had cheaper
 * or more exactly, and for straight-through estimators.
 *
 * @param fn - a function of tensors; whatever is to receive a gradient must be an argument
 * @param rule - cotangents of the arguments from cotangents of the results
 * @example
 * ```ts
 * import { compile, customVjp, gradients, hostTensor, multiply, reduceSum, referenceBackend, round, type Tensor } from '@fm/core';
 *
 * // Rounding has no useful gradient; this one pretends that it was not there.
 * const straightThrough = customVjp((x) => [round(x)], ({ cotangents: [cotangent] }) => [cotangent]);
 * const slope = ({ x }: { x: Tensor }) => {
 *   const [y] = straightThrough(x);
 *   const [dx] = gradients(reduceSum(multiply(y, 3)), [x]);
 *   return { y, dx: dx as Tensor };
 * };
 * const { y, dx } = await compile(slope, { backend: referenceBackend() })({ x: hostTensor('f32', [0.4, 1.7]) });
 * (await y.read()).data; // => Float32Array [0, 2]
 * (await dx.read()).data; // => Float32Array [3, 3]
 * ```
 */
export function customVjp<const Results extends readonly Tensor[]>(
  fn: (...inputs: Tensor[]) => Results,
  rule: CustomVjpRule,
): (...inputs: Tensor[]) => { readonly [I in keyof Results]: Tensor } {
  return (...inputs) => {
    const { outputs, nodes } = recordNodes(fn, inputs);
    // Each result needs a tensor of its own: an argument handed through has other uses, whose cotangents are not the rule's.
    const own = new Set(nodes.flatMap((node) => [...node.outputs]));
    const results = outputs.map((output) => (own.delete(output) ? output : stopGradient(output)));
    const added = results.flatMap(({ node }, i) =>
      results[i] === outputs[i] || node === undefined ? [] : [node],
    );
    register({ inputs, outputs: results, nodes: [...nodes, ...added], rule });
    return results as { readonly [I in keyof Results]: Tensor };
  };
}

/** Gives copies of a region's nodes the same rule; `copyOf` tells what stands for each of its tensors. */
export function copyCustomRegion(
  { inputs, outputs, nodes, rule }: CustomRegion,
  copyOf: (tensor: Tensor) => Tensor,
): void {
  const copies = nodes.map((node) => copyOf(node.outputs[0]).node as Node);
  register({ inputs: inputs.map(copyOf), outputs: outputs.map(copyOf), nodes: copies, rule });
}

function register(region: CustomRegion): void {
  for (const node of region.nodes) regions.set(node, region);
}
