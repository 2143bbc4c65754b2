/**
 * The Box-Muller transform of 16 uniform float32 numbers, rounded as PyTorch's AVX2 code rounds it: `log`, `sin` and
 * `cos` are the Cephes polynomials with fused multiply-add.
 *
 * @see Moshier, Cephes mathematical library, `logf`, `sinf`, `cosf`
 */

const round = Math.fround;

/** `a·b + c` with one rounding: the product of two float32 numbers is exact in float64. */
function fusedMultiplyAdd(a: number, b: number, c: number): number {
  return round(a * b + c);
}

const bits = new Int32Array(1);
const float = new Float32Array(bits.buffer);

const halfRoot = round(Math.SQRT1_2);
const [l0, l1, l2, l3, l4, l5, l6, l7, l8] = [
  7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
  2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
].map(round) as [number, number, number, number, number, number, number, number, number];
// ln 2 in two parts, so that the larger has few bits.
const lnTwoLow = round(-2.1219444e-4);
const lnTwoHigh = round(0.693359375);

/** Natural logarithm of a positive float32. */
function log(x: number): number {
  float[0] = x;
  const pattern = bits[0] as number;
  let exponent = (pattern >>> 23) - 126;
  bits[0] = (pattern & ~0x7f800000) | 0x3f000000;
  let m = float[0];
  if (m < halfRoot) {
    exponent -= 1;
    m = round(round(m - 1) + m);
  } else m = round(m - 1);
  const square = round(m * m);
  let y = fusedMultiplyAdd(l0, m, l1);
  y = fusedMultiplyAdd(y, m, l2);
  y = fusedMultiplyAdd(y, m, l3);
  y = fusedMultiplyAdd(y, m, l4);
  y = fusedMultiplyAdd(y, m, l5);
  y = fusedMultiplyAdd(y, m, l6);
  y = fusedMultiplyAdd(y, m, l7);
  y = fusedMultiplyAdd(y, m, l8);
  y = fusedMultiplyAdd(round(y * m), square, round(exponent * lnTwoLow));
  y = fusedMultiplyAdd(-square, 0.5, y);
  return fusedMultiplyAdd(exponent, lnTwoHigh, round(m + y));
}

const fourOverPi = round(4 / Math.PI);
// -π/4 in three parts.
const [p0, p1, p2] = [-0.78515625, -2.4187564849853516e-4, -3.774894977445941e-8].map(round) as [
  number,
  number,
  number,
];
const [s0, s1, s2] = [-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1].map(round) as [
  number,
  number,
  number,
];
const [c0, c1, c2] = [2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2].map(round) as [
  number,
  number,
  number,
];
const twoPi = round(2 * Math.PI);

/**
 * Turns 16 uniform numbers into 16 normal ones: `√(-2 ln(1 - u₁))` times the cosine and the sine of `2π u₂`, the pairs
 * being `j` and `j + 8`.
 */
export function normalBlock(data: Float32Array, offset: number): void {
  for (let j = offset; j < offset + 8; j++) {
    const radius = round(Math.sqrt(round(-2 * log(round(1 - (data[j] as number))))));
    let angle = round(twoPi * (data[j + 8] as number));
    const octant = (Math.trunc(round(angle * fourOverPi)) + 1) & ~1;
    angle = fusedMultiplyAdd(octant, p0, angle);
    angle = fusedMultiplyAdd(octant, p1, angle);
    angle = fusedMultiplyAdd(octant, p2, angle);
    const square = round(angle * angle);
    let even = fusedMultiplyAdd(fusedMultiplyAdd(c0, square, c1), square, c2);
    even = round(fusedMultiplyAdd(round(even * square), square, -round(square * 0.5)) + 1);
    let odd = fusedMultiplyAdd(fusedMultiplyAdd(s0, square, s1), square, s2);
    odd = fusedMultiplyAdd(round(odd * square), angle, angle);
    const swapped = (octant & 2) !== 0;
    const cosine = swapped ? odd : even;
    const sine = swapped ? even : odd;
    data[j] = round(radius * (((octant - 2) & 4) === 0 ? -cosine : cosine));
    data[j + 8] = round(radius * ((octant & 4) === 0 ? sine : -sine));
  }
}
