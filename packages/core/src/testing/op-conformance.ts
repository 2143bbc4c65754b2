import { evaluateGraph } from '../backend/index.ts';
import type { Backend } from '../contracts/index.ts';
import { ShapeError } from '../errors/index.ts';
import { createGraph, type Graph, Tensor, verifyGraph } from '../ir/index.ts';
import { equalShapes, formatShape, type HostTensor, toNumbers } from '../tensor/index.ts';
import { assertClose } from './closeness.ts';
import { drawOperand } from './draw-operand.ts';
import type { OpCase } from './op-case.ts';

/**
 * The program of an {@link OpCase}, with inputs `x0`, `x1`, … and outputs `y0`, `y1`, …, and numbers to run it on.
 *
 * @example
 * ```ts
 * import { matmul } from '@fm/core';
 * import { buildOpCase } from '@fm/core/testing';
 *
 * const { graph, inputs } = buildOpCase({ name: 'square', inputs: [{ shape: [2, 2] }], build: (x) => matmul(x, x) });
 * [...graph.inputs.keys(), ...graph.outputs.keys()]; // => ['x0', 'y0']
 * inputs.x0?.shape; // => [2, 2]
 * ```
 */
export function buildOpCase(opCase: OpCase): {
  readonly graph: Graph;
  readonly inputs: Readonly<Record<string, HostTensor>>;
} {
  const hosts = opCase.inputs.map((spec, i) => drawOperand(spec, i + 1));
  const placeholders = hosts.map((host) => new Tensor(host));
  const built = opCase.build(...placeholders);
  const outputs = built instanceof Tensor ? [built] : built;
  const graph = createGraph(
    new Map(placeholders.map((tensor, i) => [`x${i}`, tensor])),
    new Map(outputs.map((tensor, i) => [`y${i}`, tensor])),
  );
  return { graph, inputs: Object.fromEntries(hosts.map((host, i) => [`x${i}`, host])) };
}

/**
 * Runs one case on a backend in one emission mode and compares shapes, dtypes and numbers with the reference evaluation.
 *
 * @throws {ShapeError} when the runtime's shape or dtype is not the inferred one
 * @throws {NumericalError} when the numbers differ by more than the case's tolerance
 * @example
 * ```ts
 * import { referenceBackend, softplus } from '@fm/core';
 * import { checkOpCase } from '@fm/core/testing';
 *
 * await using backend = referenceBackend(); // or one of your own
 * const far = { name: 'large numbers', inputs: [{ shape: [4], range: [-50, 50] as const }], build: softplus };
 * await checkOpCase(far, backend, 'portable'); // silent: shapes and numbers agree
 * ```
 */
export async function checkOpCase(
  opCase: OpCase,
  backend: Backend,
  mode: 'portable' | 'fused',
): Promise<void> {
  const { graph, inputs } = buildOpCase(opCase);
  verifyGraph(graph);
  const arrays = Object.entries(inputs).map(
    ([name, host]) => [name, { ...host, data: toNumbers(host) }] as const,
  );
  const expected = evaluateGraph(graph, Object.fromEntries(arrays));
  await using executable = await backend.compile(graph, { mode, name: opCase.name });
  const actual = await executable.run(inputs);
  for (const [name, reference] of Object.entries(expected)) {
    using tensor = actual[name] as NonNullable<(typeof actual)[string]>;
    const host = await tensor.read();
    if (host.dtype !== reference.dtype || !equalShapes(host.shape, reference.shape)) {
      throw new ShapeError(`${opCase.name}: the runtime disagrees about output ${name}`, {
        expected: `${reference.dtype}${formatShape(reference.shape)}`,
        received: `${host.dtype}${formatShape(host.shape)}`,
      });
    }
    assertClose(`${opCase.name}, output ${name}`, toNumbers(host), reference.data, {
      relative: opCase.tolerance ?? 1e-5,
    });
  }
}
