const { fround } = Math;
// Float32 numbers, the highest power first.
const numerator = [0.025899792090058327, 0.3808837831020355, 1.480000615119934, 2.112677574157715, 1.0, 0];
const denominator = [
  0.005875095259398222, 0.15464763343334198, 0.9864943027496338, 2.4530060291290283, 2.612677574157715, 1,
];
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
