import type { HostTensor } from '@fm/core';

type Image = HostTensor<'f32'>;

/**
 * `Σ coefficient·tensor`, summed in float64 and rounded once to float32; the only allocation is the result.
 *
 * @param terms - coefficients and tensors in turn; all tensors have one shape
 */
export function linearCombination(
  ...terms: readonly (readonly [coefficient: number, tensor: Image])[]
): Image {
  const [first, second, third, ...rest] = terms;
  if (first === undefined) throw new RangeError('linearCombination: no terms');
  const { shape } = first[1];
  const out = new Float32Array(first[1].data.length);
  if (second === undefined) scale(out, first);
  else if (third === undefined) addTwo(out, first, second);
  else if (rest.length === 0) addThree(out, first, second, third);
  else addAll(out, terms);
  return { dtype: 'f32', shape, data: out };
}

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

function addAll(out: Float32Array, terms: readonly Term[]): void {
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    for (const [coefficient, { data }] of terms) sum += coefficient * (data[i] as number);
    out[i] = sum;
  }
}
