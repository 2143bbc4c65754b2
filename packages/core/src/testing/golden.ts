import { vjp } from '../autodiff/index.ts';
import { evaluateGraph } from '../backend/index.ts';
import { createGraph, type ReferenceArray, Tensor } from '../ir/index.ts';
import type { DType } from '../tensor/index.ts';
import { assertClose, type Tolerance } from './closeness.ts';

/** A tensor in a golden file. Numbers that JSON cannot hold are spelled out: `"NaN"`, `"-Infinity"`. */
export interface GoldenTensor {
  /** Element type, as in {@link DType}. */
  readonly dtype: string;
  /** Extents, outermost first. */
  readonly shape: readonly number[];
  /** Row-major. */
  readonly data: readonly (number | string | boolean)[];
}

/** One function with known results: outputs, and gradients of everything floating for given output cotangents. */
export interface GoldenCase {
  /** For messages. */
  readonly name: string;
  /** What the function is given. */
  readonly inputs: Readonly<Record<string, GoldenTensor>>;
  /** Numbers of the parameters it uses. */
  readonly parameters: Readonly<Record<string, GoldenTensor>>;
  /** What it must return. */
  readonly outputs: Readonly<Record<string, GoldenTensor>>;
  /** Cotangents of outputs, by the outputs' names. */
  readonly cotangents: Readonly<Record<string, GoldenTensor>>;
  /** What they must become, by the names of inputs and parameters. */
  readonly gradients: Readonly<Record<string, GoldenTensor>>;
}

/**
 * The numbers of a golden tensor, in float64.
 *
 * @example
 * ```ts
 * import { goldenArray } from '@fm/core/testing';
 *
 * goldenArray({ dtype: 'f32', shape: [3], data: [1, '-Infinity', 'NaN'] }).data; // => Float64Array [1, -Infinity, NaN]
 * ```
 */
export function goldenArray({ dtype, shape, data }: GoldenTensor): ReferenceArray {
  return { dtype: dtype as DType, shape, data: Float64Array.from(data, Number) };
}

/**
 * Evaluates a function in float64 on the reference evaluator and compares outputs and gradients with a golden case.
 *
 * @param build - outputs by name from inputs and parameters by name
 * @param tolerance - @default { relative: 1e-8, absolute: 1e-9 }
 * @throws {NumericalError} naming the output or gradient that differs
 * @example
 * ```ts
 * import { square, type Tensor } from '@fm/core';
 * import { checkGoldenCase, type GoldenTensor } from '@fm/core/testing';
 *
 * const vector = (...data: number[]): GoldenTensor => ({ dtype: 'f32', shape: [data.length], data });
 * checkGoldenCase(
 *   {
 *     name: 'square',
 *     inputs: { x: vector(1, -3) },
 *     parameters: {},
 *     outputs: { y: vector(1, 9) },
 *     cotangents: { y: vector(1, 1) },
 *     gradients: { x: vector(2, -6) },
 *   },
 *   ({ x }) => ({ y: square(x as Tensor) }),
 * );
 * ```
 */
export function checkGoldenCase(
  { name, inputs, parameters, outputs, cotangents, gradients }: GoldenCase,
  build: (tensors: Readonly<Record<string, Tensor>>) => Readonly<Record<string, Tensor>>,
  tolerance: Tolerance = { relative: 1e-8, absolute: 1e-9 },
): void {
  const arrays = Object.entries({ ...inputs, ...parameters }).map(
    ([key, tensor]) => [key, goldenArray(tensor)] as const,
  );
  const sources = new Map(arrays.map(([key, array]) => [key, new Tensor(array)]));
  const built = build(Object.fromEntries(sources));
  const seeds = new Map(
    Object.entries(cotangents).map(([key, tensor]) => [`cotangent ${key}`, new Tensor(goldenArray(tensor))]),
  );
  const wanted = Object.keys(gradients);
  const found = vjp(
    Object.keys(cotangents).map((key) => built[key] as Tensor),
    [...seeds.values()],
    wanted.map((key) => sources.get(key) as Tensor),
  );
  const results = createGraph(
    new Map([...sources, ...seeds]),
    new Map([
      ...Object.entries(built),
      ...wanted.map((key, i) => [`gradient ${key}`, found[i] as Tensor] as const),
    ]),
  );
  const seedArrays = Object.entries(cotangents).map(
    ([key, tensor]) => [`cotangent ${key}`, goldenArray(tensor)] as const,
  );
  const actual = evaluateGraph(results, Object.fromEntries([...arrays, ...seedArrays]), 'f64');
  const expected = [
    ...Object.entries(outputs),
    ...wanted.map((key) => [`gradient ${key}`, gradients[key] as GoldenTensor] as const),
  ];
  for (const [key, tensor] of expected) {
    assertClose(`${name}: ${key}`, actual[key]?.data ?? [], goldenArray(tensor).data, tolerance);
  }
}
