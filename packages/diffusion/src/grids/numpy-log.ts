const { fround } = Math;
const numerator = [
  2.589979117907922693523e-2, 3.808837741388407920751e-1, 1.480000633576506585156, 2.112677543073053063722,
  9.999999999999998702752e-1, 0,
].map(fround);
const denominator = [
  5.87509540312457434295e-3, 1.546476374983906719538e-1, 9.864942958519418960339e-1, 2.453006071784736363091,
  2.612677543073109236779, 1,
].map(fround);
const lnTwo = fround(Math.LN2);
const halfRoot = fround(Math.SQRT1_2);

/**
 * The natural logarithm of a positive float32 as numpy rounds it, off the nearest float32 by up to 4 units: whether a
 * noise level lies just before or on a training timestep depends on it.
 */
export function numpyLog(x: number): number {
  let exponent = Math.floor(Math.log2(x)) + 1;
  let mantissa = x / 2 ** exponent;
  if (mantissa < halfRoot) {
    exponent -= 1;
    mantissa *= 2;
  }
  const z = fround(mantissa - 1);
  return fround(exponent * lnTwo + fround(polynomial(numerator, z) / polynomial(denominator, z)));
}

/** Horner's rule with fused multiply-add, the highest power first. */
function polynomial(coefficients: readonly number[], z: number): number {
  return coefficients.reduce((sum, coefficient) => fround(sum * z + coefficient));
}
