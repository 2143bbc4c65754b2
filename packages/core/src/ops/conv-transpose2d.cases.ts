import { dtypeCases, floatDTypes } from './define/dtype.cases.ts';
import { reshape } from './reshape.ts';
import type { OpCase } from '../testing/op-case.ts';
import { convTranspose2d, type ConvTranspose2dOptions } from './conv-transpose2d.ts';

const of = (
  name: string,
  x: readonly number[],
  weight: readonly number[],
  options: ConvTranspose2dOptions = {},
): OpCase => ({
  name,
  inputs: [{ shape: x }, { shape: weight }],
  build: (image, kernels) => convTranspose2d(image, kernels, options),
});

export const cases: readonly OpCase[] = [
  of('stride 1', [2, 3, 3, 4], [3, 2, 3, 3], { padding: 1 }),
  of('stride 2', [2, 2, 3, 2], [2, 3, 4, 4], { stride: 2, padding: 1 }),
  of('output padding', [1, 2, 3, 3], [2, 2, 3, 3], { stride: 2, padding: 1, outputPadding: 1 }),
  of('asymmetric', [1, 2, 3, 2], [2, 2, 3, 3], {
    stride: [2, 3],
    padding: [1, 0, 1, 2],
    outputPadding: [0, 2],
  }),
  of('dilation', [1, 2, 3, 3], [2, 1, 2, 3], { dilation: 2, stride: 2 }),
  of('groups', [1, 4, 3, 3], [4, 3, 2, 2], { groups: 2, stride: 2 }),
  of('one pixel', [1, 1, 1, 1], [1, 1, 1, 1]),
  {
    name: 'bias',
    inputs: [{ shape: [2, 3, 2, 2] }, { shape: [3, 2, 2, 2] }, { shape: [2] }],
    build: (x, weight, bias) => convTranspose2d(x, weight, { bias, stride: 2 }),
  },
  ...dtypeCases(
    (x, w) => convTranspose2d(reshape(x, [1, 3, 2, 2]), reshape(w, [3, 1, 2, 2])),
    floatDTypes,
    2,
  ),
];
