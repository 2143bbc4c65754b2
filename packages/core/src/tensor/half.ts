const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/**
 * The bfloat16 pattern nearest to `value` (ties to even), in [0, 2¹⁶); NaN stays NaN.
 *
 * @example
 * ```ts
 * import { decodeBfloat16, encodeBfloat16 } from '@fm/core';
 *
 * encodeBfloat16(1).toString(16); // => '3f80'
 * decodeBfloat16(encodeBfloat16(0.1)); // => 0.10009765625
 * ```
 */
export function encodeBfloat16(value: number): number {
  float[0] = value;
  const x = bits[0] as number;
  if (value !== value) return 0x7fc0;
  return ((x + 0x7fff + ((x >>> 16) & 1)) >>> 16) & 0xffff;
}

/**
 * The number a bfloat16 pattern stands for: the upper half of a float32.
 *
 * @param pattern - in [0, 2¹⁶)
 * @example
 * ```ts
 * import { decodeBfloat16 } from '@fm/core';
 *
 * decodeBfloat16(0xc049); // => -3.140625
 * ```
 */
export function decodeBfloat16(pattern: number): number {
  bits[0] = pattern << 16;
  return float[0] as number;
}

/**
 * The IEEE binary16 pattern nearest to `value` (ties to even), in [0, 2¹⁶), with subnormals and infinities.
 *
 * @example
 * ```ts
 * import { decodeFloat16, encodeFloat16 } from '@fm/core';
 *
 * encodeFloat16(1).toString(16); // => '3c00'
 * [65504, 65520].map((x) => decodeFloat16(encodeFloat16(x))); // => [65504, Infinity]
 * ```
 */
export function encodeFloat16(value: number): number {
  if (value !== value) return 0x7e00;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const magnitude = Math.abs(value);
  if (magnitude >= 65520) return sign | 0x7c00;
  if (magnitude < 2 ** -14) return sign | roundToEven(magnitude * 2 ** 24);
  const exponent = Math.floor(Math.log2(magnitude));
  const exact = magnitude < 2 ** exponent ? exponent - 1 : exponent;
  // A mantissa that rounds up to 1024 carries into the exponent, as it should.
  return sign | (((exact + 15) << 10) + roundToEven((magnitude / 2 ** exact - 1) * 1024));
}

/**
 * The number a binary16 pattern stands for.
 *
 * @param pattern - in [0, 2¹⁶)
 * @example
 * ```ts
 * import { decodeFloat16 } from '@fm/core';
 *
 * [0x0001, 0x3555, 0x7bff].map(decodeFloat16); // => [5.960464477539063e-8, 0.333251953125, 65504]
 * ```
 */
export function decodeFloat16(pattern: number): number {
  const sign = pattern & 0x8000 ? -1 : 1;
  const exponent = (pattern >>> 10) & 0x1f;
  const mantissa = pattern & 0x3ff;
  if (exponent === 0) return sign * mantissa * 2 ** -24;
  if (exponent === 31) return mantissa ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
}

function roundToEven(x: number): number {
  const low = Math.floor(x);
  const rest = x - low;
  return rest > 0.5 || (rest === 0.5 && low % 2 === 1) ? low + 1 : low;
}
