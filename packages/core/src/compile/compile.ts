import type {
  Backend,
  CompileOptions,
  DeviceTensor,
  Executable,
  RunInputs,
  RunOptions,
} from '../contracts/index.ts';
import { ArgumentError, BackendError } from '../errors/index.ts';
import { formatType, type Tensor, type TensorType } from '../ir/index.ts';
import { optimizeGraph } from '../passes/index.ts';
import { trace, type TracedFunction } from '../trace/index.ts';

/** Options of {@link compile}. */
export interface CompileFunctionOptions extends CompileOptions {
  /** Where it runs. */
  readonly backend: Backend;
  /** Parameters that the function uses; their numbers are given with every call, under these names. @default none */
  readonly parameters?: ReadonlyMap<string, Tensor>;
  /** How many input signatures (shapes and dtypes) stay compiled; the least recently used is released. @default 8 */
  readonly cacheSize?: number;
}

/** A compiled function: call it with numbers. */
export interface Compiled<O extends string = string> extends AsyncDisposable {
  (inputs: RunInputs, options?: RunOptions): Promise<Readonly<Record<O, DeviceTensor>>>;
  /** The executable for inputs of these types, compiled if need be; released like every other when `cacheSize` is exceeded. */
  prepare(inputs: Readonly<Record<string, TensorType>>): Promise<Executable>;
}

/**
 * Compiles a function of tensors for a backend: it is traced, optimised and prepared once for every signature of inputs
 * it is called with.
 *
 * @throws {ShapeError} when called with shapes that do not fit the function
 * @throws {ArgumentError} when `cacheSize` is not a positive integer
 * @throws {BackendError} when called after it was disposed
 * @example
 * ```ts
 * import { compile, hostTensor, matmul, referenceBackend, type Tensor } from '@fm/core';
 *
 * const product = compile(({ a, b }: { a: Tensor; b: Tensor }) => ({ c: matmul(a, b) }), { backend: referenceBackend() });
 * const { c } = await product({ a: hostTensor('f32', [1, 2], [1, 2]), b: hostTensor('f32', [3, 4], [2, 1]) });
 * (await c.read()).data; // => Float32Array [11]
 * ```
 */
export function compile<I extends string, O extends string>(
  fn: TracedFunction<I, O>,
  { backend, parameters = new Map(), cacheSize = 8, ...options }: CompileFunctionOptions,
): Compiled<O> {
  if (!Number.isInteger(cacheSize) || cacheSize < 1) {
    throw new ArgumentError('compile: cacheSize is out of range', {
      expected: 'a positive integer',
      received: `${cacheSize}`,
    });
  }
  const cache = new Map<string, Promise<Executable>>();
  let isDisposed = false;

  const build = async (types: Readonly<Record<string, TensorType>>): Promise<Executable> => {
    if (isDisposed) throw new BackendError('compile: the function was disposed');
    return backend.compile(optimizeGraph(trace(fn as TracedFunction, types, parameters)), options);
  };
  const prepare = (inputs: Readonly<Record<string, TensorType>>): Promise<Executable> => {
    const types = Object.fromEntries(Object.entries(inputs).filter(([name]) => !parameters.has(name)));
    const signature = Object.entries(types)
      .map(([name, type]) => `${name}:${formatType(type)}`)
      .sort()
      .join(' ');
    const executable = cache.get(signature) ?? build(types);
    cache.delete(signature);
    cache.set(signature, executable);
    executable.catch(() => {
      if (cache.get(signature) === executable) cache.delete(signature);
    });
    return executable;
  };
  const release = async (count: number): Promise<void> => {
    const oldest = [...cache].slice(0, Math.max(0, count));
    for (const [signature] of oldest) cache.delete(signature);
    // A failure to compile is for who asked for it.
    await Promise.all(
      oldest.map(async ([, executable]) =>
        (await executable.catch(() => undefined))?.[Symbol.asyncDispose](),
      ),
    );
  };
  const call = async (
    inputs: RunInputs,
    runOptions?: RunOptions,
  ): Promise<Readonly<Record<O, DeviceTensor>>> => {
    const executable = await prepare(inputs);
    // The run first: with many signatures at a time, the oldest may be this one, and disposing waits for runs under way.
    const [results] = await Promise.all([
      executable.run(inputs, runOptions),
      release(cache.size - cacheSize),
    ]);
    return results as Readonly<Record<O, DeviceTensor>>;
  };
  const dispose = (): Promise<void> => {
    isDisposed = true;
    return release(cache.size);
  };
  return Object.assign(call, { prepare, [Symbol.asyncDispose]: dispose });
}
