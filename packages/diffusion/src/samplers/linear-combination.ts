import { ArgumentError, type HostTensor } from '@fm/core';

type Image = HostTensor<'f32'>;

/**
 * `Σ coefficient·tensor`, summed in float64 and rounded once to float32; the only allocation is the result.
 *
 * @param terms - coefficients and tensors in turn; all tensors have one shape
 */
export function linearCombination(
  ...terms: readonly (readonly [coefficient: number, tensor: Image])[]
): Image {
  const [first, second, third, fourth, ...rest] = terms;
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
  else if (rest.length === 0) addFour(out, [first, second, third, fourth]);
  else addAll(out, terms);
  return { dtype: 'f32', shape, data: out };
}

/** A tensor of its own memory: for what a sampler keeps of a prediction. */
export function copyOf(tensor: Image): Image {
  return { ...tensor, data: tensor.data.slice() };
}

/** Elements that are summed together in float64: few enough for the processor's first cache. */
const blockSize = 1024;

type Term = readonly [number, Image];

function scale(out: Float32Array, [a, { data: x }]: Term): void {
  for (let i = 0; i < out.length; i++) out[i] = a * (x[i] as number);
}

function addTwo(out: Float32Array, [a, { data: x }]: Term, [b, { data: y }]: Term): void {
  for (let i = 0; i < out.length; i++) out[i] = a * (x[i] as number) + b * (y[i] as number);
}

function addThree(
  out: Float32Array,
  [a, { data: x }]: Term,
  [b, { data: y }]: Term,
  [c, { data: z }]: Term,
): void {
  for (let i = 0; i < out.length; i++) {
    out[i] = a * (x[i] as number) + b * (y[i] as number) + c * (z[i] as number);
  }
}

function addFour(
  out: Float32Array,
  [[a, { data: x }], [b, { data: y }], [c, { data: z }], [d, { data: w }]]: readonly [Term, Term, Term, Term],
): void {
  for (let i = 0; i < out.length; i++) {
    out[i] = a * (x[i] as number) + b * (y[i] as number) + c * (z[i] as number) + d * (w[i] as number);
  }
}

function addAll(out: Float32Array, terms: readonly Term[]): void {
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
