import { expect, it } from 'vitest';
import { fromNumbers, toNumbers } from './numbers.ts';

it('truncates and wraps integers, and keeps truth', () => {
  expect([...fromNumbers('i32', [1.9, -1.9, 2 ** 31])]).toEqual([1, -1, -(2 ** 31)]);
  expect([...fromNumbers('u8', [257, -1])]).toEqual([1, 255]);
  expect([...fromNumbers('i64', [1.9, -1.9, 2 ** 53])]).toEqual([1n, -1n, 2n ** 53n]);
  expect([...fromNumbers('bool', [0, -0, 0.5, Number.NaN])]).toEqual([0, 0, 1, 1]);
  expect([...toNumbers({ dtype: 'i64', shape: [1], data: BigInt64Array.of(-5n) })]).toEqual([-5]);
});

it.each([Number.NaN, Number.POSITIVE_INFINITY])('has no 64-bit integer for %s', (value) => {
  expect(() => fromNumbers('i64', [value])).toThrow(expect.objectContaining({ code: 'FM_ARGUMENT' }));
});
