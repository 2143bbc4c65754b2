import { vjp } from '../autodiff/index.ts';
import { evaluateGraph } from '../backend/index.ts';
import { createGraph, type ReferenceArray, Tensor } from '../ir/index.ts';
import { add } from '../ops/add.ts';
import { multiply } from '../ops/multiply.ts';
import { reduceSum } from '../ops/reduce-sum.ts';
import { type HostTensor, isFloat, toNumbers } from '../tensor/index.ts';
import { assertClose, type Tolerance } from './closeness.ts';

/**
 * Checks reverse-mode gradients against central differences, both in float64 on the reference evaluator.
 *
 * Every float output is weighted with fixed numbers and summed; the gradient of that scalar with respect to every float
 * input is compared element by element.
 *
 * @param build - the function to differentiate
 * @param inputs - the point to differentiate at; keep away from kinks
 * @param tolerance - @default { relative: 1e-6, absolute: 1e-8 }
 * @throws {NumericalError} naming the input whose gradient is wrong
 * @example
 * ```ts
 * import { customVjp, hostTensor, multiply, square } from '@fm/core';
 * import { checkGradients } from '@fm/core/testing';
 *
 * const at = [hostTensor('f64', [1, -2])];
 * checkGradients((x) => square(x), at); // silent: they agree
 * const wrong = customVjp((x) => [square(x)], ({ inputs: [x], cotangents: [dy] }) => [dy && multiply(dy, x ?? 0)]);
 * try {
 *   checkGradients((x) => wrong(x), at);
 * } catch (error) {
 *   error instanceof Error && error.name; // => 'NumericalError'
 * }
 * ```
 */
export function checkGradients(
  build: (...inputs: Tensor[]) => Tensor | readonly Tensor[],
  inputs: readonly HostTensor[],
  { relative = 1e-6, absolute = 1e-8 }: Tolerance = {},
): void {
  const placeholders = inputs.map((host) => new Tensor(host));
  const built = build(...placeholders);
  const outputs = (built instanceof Tensor ? [built] : built).filter((output) => isFloat(output.dtype));
  const weights = outputs.map((output) => new Tensor(output));
  const float = placeholders.filter((tensor) => isFloat(tensor.dtype));
  const cotangents = vjp(outputs, weights, float);

  const named = (prefix: string, tensors: readonly Tensor[]): [string, Tensor][] =>
    tensors.map((t, i) => [`${prefix}${i}`, t]);
  const sources = new Map([...named('x', placeholders), ...named('w', weights)]);
  const terms = outputs.map((output, i) => reduceSum(multiply(output, weights[i] as Tensor)));
  if (terms.length === 0) return;
  const objective = createGraph(sources, new Map([['value', terms.reduce((a, b) => add(a, b))]]));
  const found = cotangents.flatMap((cotangent, i): [string, Tensor][] =>
    cotangent === undefined ? [] : [[`g${i}`, cotangent]],
  );
  const backward = createGraph(sources, new Map(found));

  const point: Record<string, ReferenceArray> = {};
  for (const [i, host] of inputs.entries())
    point[`x${i}`] = { dtype: host.dtype, shape: host.shape, data: toNumbers(host) };
  for (const [i, { dtype, shape }] of outputs.entries())
    point[`w${i}`] = weightOf(dtype, shape as readonly number[]);
  const analytic = evaluateGraph(backward, point, 'f64');
  for (const [i, tensor] of float.entries()) {
    const name = `x${placeholders.indexOf(tensor)}`;
    const numeric = centralDifferences(
      (at) => evaluateGraph(objective, at, 'f64')['value']?.data[0] ?? 0,
      point,
      name,
    );
    const gradient = analytic[`g${i}`]?.data ?? new Float64Array(numeric.length);
    assertClose(`gradient of input ${name.slice(1)}`, gradient, numeric, { relative, absolute });
  }
}

/** Fixed, irregular weights, so that an error in one output element cannot cancel another. */
function weightOf(dtype: ReferenceArray['dtype'], shape: readonly number[]): ReferenceArray {
  const length = shape.reduce((a, b) => a * b, 1);
  return { dtype, shape, data: Float64Array.from({ length }, (_, i) => Math.sin(1.3 * i + 0.7) + 0.25) };
}

function centralDifferences(
  f: (point: Record<string, ReferenceArray>) => number,
  point: Record<string, ReferenceArray>,
  name: string,
): Float64Array {
  const array = point[name] as ReferenceArray;
  const at = (i: number, delta: number): number => {
    const data = array.data.slice();
    data[i] = (data[i] as number) + delta;
    return f({ ...point, [name]: { ...array, data } });
  };
  // Five-point stencil: truncation of order h⁴ leaves about ten correct digits.
  const h = 1e-3;
  return array.data.map((_, i) => (8 * (at(i, h) - at(i, -h)) - (at(i, 2 * h) - at(i, -2 * h))) / (12 * h));
}
