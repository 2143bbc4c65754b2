import { GraphError, ShapeError } from '../errors/index.ts';
import { collectNodes, type Node, type Operands, type Tensor } from '../ir/index.ts';
import { add } from '../ops/add.ts';
import { full } from '../ops/full.ts';
import { equalShapes, isFloat } from '../tensor/index.ts';
import { type CustomRegion, customRegionOf } from './custom-vjp.ts';
import { Recomputation } from './recomputation.ts';

/**
 * Reverse-mode differentiation: pulls cotangents of `outputs` back to `wrt`.
 *
 * @param outputs - tensors whose cotangents are known
 * @param cotangents - one per output, of the output's shape and dtype
 * @param wrt - tensors to differentiate with respect to: inputs, parameters or anything in between
 * @returns one cotangent per tensor of `wrt`, `undefined` where no differentiable path leads to it
 * @throws {ShapeError} when a cotangent does not have its output's type
 * @example
 * ```ts
 * import { input, matmul, vjp } from '@fm/core';
 *
 * const [x, weight, unused] = [input('f32', [8, 4]), input('f32', [4, 2]), input('f32', [2])];
 * const y = matmul(x, weight);
 * vjp([y], [input('f32', [8, 2])], [x, weight, unused]).map(String); // => ['f32[8, 4]', 'f32[4, 2]', 'undefined']
 * ```
 */
export function vjp(
  outputs: readonly Tensor[],
  cotangents: readonly Tensor[],
  wrt: readonly Tensor[],
): readonly (Tensor | undefined)[] {
  const nodes = collectNodes(outputs);
  const sweep = new Sweep(dependents(nodes, wrt));
  for (const [i, output] of outputs.entries()) sweep.accumulate(output, checked(cotangents[i], output));
  const finished = new Set<CustomRegion>();
  for (const node of nodes.toReversed()) {
    const region = customRegionOf(node);
    if (region === undefined) sweep.pullBack(node);
    else if (!finished.has(region)) sweep.pullBackRegion(node, region);
    if (region !== undefined) finished.add(region);
  }
  return wrt.map((tensor) => sweep.cotangentOf(tensor));
}

/** One backward pass: the cotangents known so far. */
class Sweep {
  readonly #active: ReadonlySet<Tensor>;
  readonly #cotangents = new Map<Tensor, Tensor>();
  readonly #recomputation = new Recomputation();

  constructor(active: ReadonlySet<Tensor>) {
    this.#active = active;
  }

  cotangentOf(tensor: Tensor): Tensor | undefined {
    return this.#cotangents.get(tensor);
  }

  accumulate(tensor: Tensor, cotangent: Tensor): void {
    const sum = this.#cotangents.get(tensor);
    this.#cotangents.set(tensor, sum === undefined ? cotangent : add(sum, cotangent));
  }

  /** Applies the operator's own rule. */
  pullBack(node: Node): void {
    const cotangents = node.outputs.map((output) => this.#cotangents.get(output));
    const known = cotangents.find((cotangent) => cotangent !== undefined);
    if (known === undefined || !node.inputs.some((tensor) => this.#active.has(tensor))) return;
    const [first] = node.outputs as readonly Tensor[] as Operands<Tensor>;
    const results = node.op.vjp({
      inputs: this.#recomputation.of(node, node.inputs, known) as Operands<Tensor>,
      outputs: this.#recomputation.of(node, node.outputs, known) as Operands<Tensor>,
      attributes: node.attributes,
      get cotangent() {
        return cotangents[0] ?? full(first.shape, 0, first.dtype);
      },
      cotangents,
      needs: (index) => this.#active.has((node.inputs as readonly Tensor[])[index] as Tensor),
    });
    this.#distribute(node.inputs, results);
  }

  /** Applies the rule of a {@link customVjp} function to all of its nodes at once. */
  pullBackRegion(node: Node, { inputs, outputs, nodes, rule }: CustomRegion): void {
    const cotangents = outputs.map((output) => this.#cotangents.get(output));
    const known = cotangents.find((cotangent) => cotangent !== undefined);
    if (known === undefined) return;
    const inner = new Set([...inputs, ...nodes.flatMap((each) => [...each.outputs])]);
    if (nodes.some((each) => each.inputs.some((tensor) => this.#active.has(tensor) && !inner.has(tensor)))) {
      throw new GraphError(
        'A function with a rule of its own uses a tensor that needs a gradient but is no argument',
        {
          hint: 'Pass every parameter that the function uses as an argument of the customVjp function.',
        },
      );
    }
    const again = (tensors: readonly Tensor[]): readonly Tensor[] =>
      this.#recomputation.of(node, tensors, known);
    this.#distribute(inputs, rule({ inputs: again(inputs), outputs: again(outputs), cotangents }));
  }

  #distribute(inputs: readonly Tensor[], cotangents: readonly (Tensor | undefined)[]): void {
    for (const [i, cotangent] of cotangents.entries()) {
      const tensor = inputs[i] as Tensor;
      if (cotangent !== undefined && this.#active.has(tensor)) this.accumulate(tensor, cotangent);
    }
  }
}

/** `roots` and everything computed from them through float tensors. */
function dependents(nodes: readonly Node[], roots: readonly Tensor[]): ReadonlySet<Tensor> {
  const found = new Set(roots);
  for (const node of nodes) {
    if (!node.inputs.some((tensor) => found.has(tensor))) continue;
    for (const output of node.outputs) if (isFloat(output.dtype)) found.add(output);
  }
  return found;
}

function checked(cotangent: Tensor | undefined, output: Tensor): Tensor {
  if (
    cotangent === undefined ||
    cotangent.dtype !== output.dtype ||
    !equalShapes(cotangent.shape, output.shape)
  ) {
    throw new ShapeError('vjp: a cotangent does not fit its output', {
      expected: `${output}`,
      received: cotangent && `${cotangent}`,
    });
  }
  return cotangent;
}
