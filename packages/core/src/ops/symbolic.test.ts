import { expect, it } from 'vitest';
import { evaluateGraph } from '../backend/index.ts';
import { UnsupportedError } from '../errors/index.ts';
import { createGraph, input, type ReferenceArray, type Tensor } from '../ir/index.ts';
import { addDims, dim } from '../tensor/index.ts';
import { vjp } from '../autodiff/index.ts';
import {
  causalMask,
  concat,
  dimensionSize,
  flatten,
  full,
  gather,
  iota,
  oneHot,
  pad,
  reduceMean,
  repeat,
  slice,
  split,
  tile,
  transpose,
  variance,
} from './index.ts';

const batch = dim('batch');
const past = dim('past');
const x = input('f32', [batch, past, 4]);

const shapes: readonly (readonly [string, () => Tensor, string])[] = [
  ['transpose', () => transpose(x), 'f32[4, past, batch]'],
  ['concat', () => concat([x, input('f32', [batch, 3, 4])], 1), 'f32[batch, 3+past, 4]'],
  [
    'split by a symbolic size',
    () => split(concat([x, x], 1), [past, past], 1)[1] as Tensor,
    'f32[batch, past, 4]',
  ],
  ['split of a concrete axis', () => split(x, 2)[0] as Tensor, 'f32[batch, past, 2]'],
  ['slice without its first position', () => slice(x, { axis: 1, start: 1 }), 'f32[batch, -1+past, 4]'],
  ['slice of the last position', () => slice(x, { axis: 1, start: -1 }), 'f32[batch, 1, 4]'],
  ['slice from a symbol', () => slice(full([addDims(past, 8)], 0), { start: past, size: 8 }), 'f32[8]'],
  ['flip', () => slice(x, { axis: 1, step: -1 }), 'f32[batch, past, 4]'],
  [
    'pad',
    () =>
      pad(x, [
        [0, 0],
        [past, 1],
        [0, 0],
      ]),
    'f32[batch, 1+2*past, 4]',
  ],
  ['gather', () => gather(input('f32', [50, 4]), input('i64', [batch, past])), 'f32[batch, past, 4]'],
  ['tile', () => tile(x, [2, 1, 1]), 'f32[2*batch, past, 4]'],
  ['repeat', () => repeat(x, 3, 1), 'f32[batch, 3*past, 4]'],
  ['flatten', () => flatten(x, 0, 1), 'f32[batch*past, 4]'],
  ['iota', () => iota(past), 'i64[past]'],
  ['full', () => full([batch, 2], 1, 'i64'), 'i64[batch, 2]'],
  ['one-hot', () => oneHot(input('i64', [batch]), 5), 'f32[batch, 5]'],
  ['causal mask', () => causalMask(3, addDims(past, 3), { past }), 'bool[3, 3+past]'],
  ['mean over a symbolic axis', () => reduceMean(x, 1), 'f32[batch, 4]'],
];

it.each(shapes)('infers symbolic dimensions: %s', (_, build, expected) => {
  expect(String(build())).toBe(expected);
});

it('does not guess the size of a strided window of a symbolic axis', () => {
  expect(() => slice(x, { axis: 1, step: 2 })).toThrow(UnsupportedError);
  expect(String(slice(x, { axis: 1, step: 2, size: 3 }))).toBe('f32[batch, 3, 4]');
});

it('evaluates programs and gradients whose dimensions are bound by the inputs', () => {
  const y = concat([slice(x, { axis: 1, start: 1 }), variance(x, 1, { keepDims: true, correction: 1 })], 1);
  const seed = input('f32', y.shape);
  const [gradient] = vjp([y], [seed], [x]);
  const graph = createGraph(
    new Map([
      ['x', x],
      ['seed', seed],
    ]),
    new Map([
      ['y', y],
      ['gradient', gradient as Tensor],
      ['size', dimensionSize(addDims(past, 1))],
    ]),
  );
  const numbers = (shape: readonly number[]): ReferenceArray => ({
    dtype: 'f32',
    shape,
    data: Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i),
  });
  const results = evaluateGraph(graph, { x: numbers([2, 3, 4]), seed: numbers([2, 3, 4]) });
  expect(results['y']?.shape).toEqual([2, 3, 4]);
  expect([...(results['y']?.data.slice(0, 12) ?? [])]).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 16, 16, 16, 16]);
  // Of the second row only the slice depends on the mean's own element: its deviation from the mean is 0.
  expect([...(results['gradient']?.data.slice(4, 8) ?? [])]).toEqual([0, 1, 2, 3]);
  expect(results['size']?.data[0]).toBe(4);
});
