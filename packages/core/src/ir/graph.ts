import { GraphError } from '../errors/index.ts';
import type { Node } from './node.ts';
import type { Tensor } from './tensor.ts';

/** A tensor program: named inputs, named outputs, and the nodes between them in topological order. */
export interface Graph {
  /** Placeholders and parameters, by the names that a run gives them. */
  readonly inputs: ReadonlyMap<string, Tensor>;
  /** What a run returns, by name. */
  readonly outputs: ReadonlyMap<string, Tensor>;
  /** Everything between them; each after those it reads from. */
  readonly nodes: readonly Node[];
}

/**
 * The program that computes `outputs` from `inputs`; nodes that no output needs are left out.
 *
 * @param inputs - placeholders and parameters, by the names that a run gives them
 * @param outputs - what is computed from them, by name
 * @throws {GraphError} when an output depends on a tensor that is neither computed nor an input, or a tensor is two inputs
 * @see {@link trace}, which makes the placeholders as well
 * @example
 * ```ts
 * import { createGraph, exp, input, negate, printGraph } from '@fm/core';
 *
 * const x = input('f32', [3]);
 * exp(x); // no output needs it
 * printGraph(createGraph(new Map([['x', x]]), new Map([['y', negate(x)]]))); // => 'inputs\n  x: f32[3]\nnodes\n  %0: f32[3] = negate(x)\noutputs\n  y = %0'
 * ```
 */
export function createGraph(
  inputs: ReadonlyMap<string, Tensor>,
  outputs: ReadonlyMap<string, Tensor>,
): Graph {
  const known = new Set(inputs.values());
  if (known.size !== inputs.size) {
    throw new GraphError('The program has one tensor under two input names', {
      received: [...inputs.keys()].join(', '),
      hint: 'A shared parameter is one input, under one name.',
    });
  }
  const nodes = collectNodes(outputs.values(), known);
  for (const tensor of [...outputs.values(), ...nodes.flatMap((n) => n.inputs)]) {
    if (tensor.node === undefined && !known.has(tensor)) {
      throw new GraphError('The program uses a tensor that is not among its inputs', {
        received: tensor.toString(),
        hint: 'Pass every placeholder and every parameter the function uses to the program.',
      });
    }
  }
  return { inputs, outputs, nodes };
}

/**
 * All nodes that `tensors` depend on, oldest first, not looking behind `stop`.
 *
 * @param stop - tensors whose own history is of no interest. @default none
 * @example
 * ```ts
 * import { add, collectNodes, exp, input, sqrt } from '@fm/core';
 *
 * const y = exp(input('f32', [3]));
 * const z = add(sqrt(y), y);
 * collectNodes([z]).map(({ op }) => op.name); // => ['exp', 'sqrt', 'add']
 * collectNodes([z], new Set([y])).map(({ op }) => op.name); // => ['sqrt', 'add']
 * ```
 */
export function collectNodes(tensors: Iterable<Tensor>, stop: ReadonlySet<Tensor> = new Set()): Node[] {
  const found = new Set<Node>();
  const pending = [...tensors];
  for (let tensor = pending.pop(); tensor !== undefined; tensor = pending.pop()) {
    if (tensor.node === undefined || stop.has(tensor) || found.has(tensor.node)) continue;
    found.add(tensor.node);
    pending.push(...tensor.node.inputs);
  }
  return [...found].sort((a, b) => firstId(a) - firstId(b));
}

/**
 * The leaves (placeholders and parameters) that `tensors` depend on, oldest first.
 *
 * @example
 * ```ts
 * import { add, collectLeaves, input, matmul } from '@fm/core';
 *
 * const [x, weight, bias] = [input('f32', [8, 4]), input('f32', [4, 2]), input('f32', [2])];
 * collectLeaves([add(matmul(x, weight), bias)]).map(String); // => ['f32[8, 4]', 'f32[4, 2]', 'f32[2]']
 * ```
 */
export function collectLeaves(tensors: Iterable<Tensor>): Tensor[] {
  const roots = [...tensors];
  const all = new Set([...roots, ...collectNodes(roots).flatMap((node) => node.inputs)]);
  return [...all].filter((tensor) => tensor.node === undefined).sort((a, b) => a.id - b.id);
}

function firstId(node: Node): number {
  return (node.outputs[0] as Tensor).id;
}
