import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeBfloat16, decodeFloat16, encodeBfloat16, encodeFloat16 } from './half.ts';

it('decodes what it encodes, for every finite pattern', () => {
  for (let pattern = 0; pattern < 0x10000; pattern++) {
    const half = decodeFloat16(pattern);
    if (Number.isFinite(half)) expect(encodeFloat16(half)).toBe(pattern);
    const brain = decodeBfloat16(pattern);
    if (Number.isFinite(brain)) expect(encodeBfloat16(brain)).toBe(pattern);
  }
});

it('rounds to the nearest neighbour, ties to even', () => {
  expect(decodeFloat16(encodeFloat16(1 + 2 ** -11))).toBe(1);
  expect(decodeFloat16(encodeFloat16(1 + 3 * 2 ** -11))).toBe(1 + 2 ** -9);
  expect(decodeBfloat16(encodeBfloat16(1 + 2 ** -8))).toBe(1);
  fc.assert(
    fc.property(fc.double({ min: -65504, max: 65504, noNaN: true }), (x) => {
      const error = Math.abs(decodeFloat16(encodeFloat16(x)) - x);
      expect(error).toBeLessThanOrEqual(Math.max(Math.abs(x) * 2 ** -11, 2 ** -25));
    }),
  );
});

it('keeps infinities, NaN and overflow', () => {
  expect(decodeFloat16(encodeFloat16(1e6))).toBe(Number.POSITIVE_INFINITY);
  expect(decodeFloat16(encodeFloat16(Number.NaN))).toBeNaN();
  expect(decodeBfloat16(encodeBfloat16(Number.NaN))).toBeNaN();
  expect(decodeBfloat16(encodeBfloat16(Number.NEGATIVE_INFINITY))).toBe(Number.NEGATIVE_INFINITY);
});
