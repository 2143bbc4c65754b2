import type { Backend, DeviceTensor, Executable, RunInputs, RunOptions } from '../../contracts/index.ts';
import { ArgumentError, ShapeError } from '../../errors/index.ts';
import { type Graph, verifyGraph } from '../../ir/index.ts';
import {
  type ConcreteShape,
  type DType,
  equalShapes,
  formatShape,
  fromNumbers,
  type HostTensor,
  toNumbers,
  zeros,
} from '../../tensor/index.ts';
import { bindInputs } from '../bind-inputs.ts';
import { evaluateGraph, type ReferencePrecision } from './evaluate.ts';

/** Options of {@link referenceBackend}. */
export interface ReferenceBackendOptions {
  /**
   * `dtype` rounds after every operator, as a runtime does; `f64` keeps floats in double precision until they are read.
   *
   * @default 'dtype'
   */
  readonly precision?: ReferencePrecision;
}

/**
 * The oracle: evaluates programs in plain TypeScript. Slow, exact, available everywhere; other backends are checked
 * against it.
 *
 * @returns a backend whose `compile` throws an `ArgumentError` when `fused` programs are asked for
 * @example
 * ```ts
 * import { compile, hostTensor, multiply, referenceBackend, type Tensor } from '@fm/core';
 *
 * const square = compile(({ x }: { x: Tensor }) => ({ y: multiply(x, x) }), { backend: referenceBackend() });
 * const { y } = await square({ x: hostTensor('f32', [1, 2, 3]) });
 * (await y.read()).data; // => Float32Array [1, 4, 9]
 * ```
 */
export function referenceBackend({ precision = 'dtype' }: ReferenceBackendOptions = {}): Backend {
  return {
    name: 'reference',
    compile: async (graph, options = {}) => {
      if (options.mode === 'fused') {
        throw new ArgumentError('The reference backend has no fused operators', {
          hint: "Leave out mode, or pass 'portable'.",
        });
      }
      verifyGraph(graph);
      return new ReferenceExecutable(graph, precision, options.constants ?? {});
    },
    tensor: (host) => new ReferenceTensor(host),
    empty: (dtype, shape) => new ReferenceTensor(zeros(dtype, shape)),
    [Symbol.asyncDispose]: async () => {},
  };
}

class ReferenceTensor<D extends DType = DType> implements DeviceTensor<D> {
  readonly dtype: D;
  readonly shape: ConcreteShape;
  readonly #host: HostTensor<D>;

  constructor(host: HostTensor<D>) {
    this.dtype = host.dtype;
    this.shape = host.shape;
    this.#host = host;
  }

  async read(): Promise<HostTensor<D>> {
    return this.#host;
  }

  async write(host: HostTensor<D>): Promise<void> {
    if (host.dtype !== this.dtype || !equalShapes(host.shape, this.shape)) {
      throw new ShapeError('write: the numbers do not fit the tensor', {
        expected: `${this.dtype}${formatShape(this.shape)}`,
        received: `${host.dtype}${formatShape(host.shape)}`,
      });
    }
    this.#host.data.set(host.data as never);
  }

  [Symbol.dispose](): void {}
}

class ReferenceExecutable implements Executable {
  readonly inputs: Executable['inputs'];
  readonly outputs: Executable['outputs'];
  readonly #graph: Graph;
  readonly #precision: ReferencePrecision;
  readonly #constants: Readonly<Record<string, HostTensor>>;
  /** Settles with the run that was asked for last. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(graph: Graph, precision: ReferencePrecision, constants: Readonly<Record<string, HostTensor>>) {
    this.inputs = new Map([...graph.inputs].filter(([name]) => !Object.hasOwn(constants, name)));
    this.#constants = constants;
    this.outputs = graph.outputs;
    this.#graph = graph;
    this.#precision = precision;
  }

  run(inputs: RunInputs, options: RunOptions = {}): Promise<Record<string, DeviceTensor>> {
    const results = this.#last.then(() => this.#evaluate(inputs, options));
    this.#last = results.catch(() => undefined);
    return results;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#last;
  }

  async #evaluate(
    inputs: RunInputs,
    { outputs = {}, signal }: RunOptions,
  ): Promise<Record<string, DeviceTensor>> {
    signal?.throwIfAborted();
    const unknown = Object.keys(outputs).find((name) => !this.outputs.has(name));
    if (unknown !== undefined) {
      throw new ShapeError(`The program has no output "${unknown}"`, {
        expected: [...this.outputs.keys()].join(', '),
      });
    }
    bindInputs(this.inputs, inputs);
    const arrays = await Promise.all(
      Object.entries({ ...this.#constants, ...inputs }).map(async ([name, tensor]) => {
        const host = 'read' in tensor ? await tensor.read() : tensor;
        return [name, { dtype: host.dtype, shape: host.shape, data: toNumbers(host) }] as const;
      }),
    );
    const results = evaluateGraph(this.#graph, Object.fromEntries(arrays), this.#precision);
    const written = Object.entries(results).map(async ([name, { dtype, shape, data }]) => {
      const host: HostTensor = { dtype, shape, data: fromNumbers(dtype, data) };
      const place = outputs[name];
      await place?.write(host);
      return [name, place ?? new ReferenceTensor(host)] as const;
    });
    return Object.fromEntries(await Promise.all(written));
  }
}
