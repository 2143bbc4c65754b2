import { ArgumentError, type HostTensor } from '@fm/core';

type Image = HostTensor<'f32'>;

/** A coefficient and the tensor it multiplies. */
export type WeightedTensor = readonly [coefficient: number, tensor: Image];

/**
 * `Σ coefficient·tensor`, summed in float64 and rounded once to float32; the only allocation is the result.
 *
 * @param terms - coefficients and tensors in turn; all tensors have one shape
 * @throws {ArgumentError} when there are no terms
 * @example
 * ```ts
 * import { hostTensor } from '@fm/core';
 * import { linearCombination } from '@fm/diffusion';
 *
 * const [data, noise] = [hostTensor('f32', [1, 2]), hostTensor('f32', [3, 4])];
 * linearCombination([0.6, data], [0.8, noise]).data; // => Float32Array [3, 4.4]
 * ```
 */
export function linearCombination(...terms: readonly WeightedTensor[]): Image {
  const [first, second, third, fourth, fifth] = terms;
  if (first === undefined) {
    throw new ArgumentError('linearCombination: there is nothing to sum', {
      expected: 'at least one term',
      received: 'none',
    });
  }
  const { shape } = first[1];
  const out = new Float32Array(first[1].data.length);
  if (second === undefined) scale(out, first);
  else if (third === undefined) addTwo(out, first, second);
  else if (fourth === undefined) addThree(out, first, second, third);
  else if (fifth === undefined) addFour(out, [first, second, third, fourth]);
  else if (terms.length === 5) addFive(out, [first, second, third, fourth, fifth]);
  else addAll(out, terms);
  return { dtype: 'f32', shape, data: out };
}

/** A tensor of its own memory: for what a sampler keeps of a prediction. */
export function copyOf(tensor: Image): Image {
  return { ...tensor, data: tensor.data.slice() };
}

/** Elements that are summed together in float64: few enough for the processor's first cache. */
const blockSize = 1024;

function scale(out: Float32Array, [a, { data: x }]: WeightedTensor): void {
  for (let i = 0; i < out.length; i++) out[i] = a * (x[i] as number);
}

function addTwo(out: Float32Array, [a, { data: x }]: WeightedTensor, [b, { data: y }]: WeightedTensor): void {
  for (let i = 0; i < out.length; i++) out[i] = a * (x[i] as number) + b * (y[i] as number);
}

function addThree(
  out: Float32Array,
  [a, { data: x }]: WeightedTensor,
  [b, { data: y }]: WeightedTensor,
  [c, { data: z }]: WeightedTensor,
): void {
  for (let i = 0; i < out.length; i++) {
    out[i] = a * (x[i] as number) + b * (y[i] as number) + c * (z[i] as number);
  }
}

function addFour(
  out: Float32Array,
  [[a, { data: x }], [b, { data: y }], [c, { data: z }], [d, { data: w }]]: readonly [
    WeightedTensor,
    WeightedTensor,
    WeightedTensor,
    WeightedTensor,
  ],
): void {
  for (let i = 0; i < out.length; i++) {
    out[i] = a * (x[i] as number) + b * (y[i] as number) + c * (z[i] as number) + d * (w[i] as number);
  }
}

function addFive(
  out: Float32Array,
  [[a, { data: x }], [b, { data: y }], [c, { data: z }], [d, { data: w }], [e, { data: v }]]: readonly [
    WeightedTensor,
    WeightedTensor,
    WeightedTensor,
    WeightedTensor,
    WeightedTensor,
  ],
): void {
  for (let i = 0; i < out.length; i++) {
    out[i] =
      a * (x[i] as number) +
      b * (y[i] as number) +
      c * (z[i] as number) +
      d * (w[i] as number) +
      e * (v[i] as number);
  }
}

function addAll(out: Float32Array, terms: readonly WeightedTensor[]): void {
  const sums = new Float64Array(Math.min(out.length, blockSize));
  for (let start = 0; start < out.length; start += blockSize) {
    const size = Math.min(blockSize, out.length - start);
    sums.fill(0);
    for (const [coefficient, { data }] of terms) {
      for (let i = 0; i < size; i++) {
        sums[i] = (sums[i] as number) + coefficient * (data[start + i] as number);
      }
    }
    for (let i = 0; i < size; i++) out[start + i] = sums[i] as number;
  }
}
