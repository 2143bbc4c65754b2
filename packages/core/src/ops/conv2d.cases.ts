import { dtypeCases, floatDTypes } from './define/dtype.cases.ts';
import { reshape } from './reshape.ts';
import type { OpCase } from '../testing/op-case.ts';
import { conv2d, type Conv2dOptions } from './conv2d.ts';

const of = (
  name: string,
  x: readonly number[],
  weight: readonly number[],
  options: Conv2dOptions = {},
): OpCase => ({
  name,
  inputs: [{ shape: x }, { shape: weight }],
  build: (image, kernels) => conv2d(image, kernels, options),
});

export const cases: readonly OpCase[] = [
  of('3 × 3', [2, 3, 5, 4], [4, 3, 3, 3], { padding: 1 }),
  of('1 × 1', [2, 3, 2, 3], [4, 3, 1, 1]),
  of('one pixel', [1, 1, 1, 1], [1, 1, 1, 1]),
  of('asymmetric padding', [1, 2, 4, 3], [2, 2, 3, 2], { padding: [1, 0, 2, 1] }),
  of('more padding than kernel', [1, 2, 2, 2], [1, 2, 2, 2], { padding: 2 }),
  of('stride 2', [2, 2, 6, 5], [3, 2, 3, 3], { stride: 2, padding: 1 }),
  of('patches', [2, 3, 4, 6], [5, 3, 2, 2], { stride: 2 }),
  of('patches in groups that leave a row over', [2, 4, 5, 6], [4, 2, 2, 3], { stride: [2, 3], groups: 2 }),
  of('padded patches', [1, 2, 3, 3], [2, 2, 2, 2], { stride: 2, padding: [1, 0, 0, 1] }),
  of('stride past the kernel', [1, 2, 7, 7], [2, 2, 2, 2], { stride: 3 }),
  of('uneven strides', [1, 2, 5, 6], [2, 2, 3, 3], { stride: [1, 2], padding: [1, 0] }),
  of('dilation', [2, 2, 7, 6], [3, 2, 3, 2], { dilation: [2, 3], padding: [2, 1] }),
  of('dilation and stride', [1, 2, 7, 7], [2, 2, 3, 3], { dilation: 2, stride: 2, padding: 1 }),
  of('groups', [2, 4, 4, 4], [6, 2, 3, 3], { groups: 2, padding: 1 }),
  of('depthwise', [1, 3, 4, 4], [3, 1, 3, 3], { groups: 3, padding: 1 }),
  of('groups and stride', [1, 4, 5, 5], [4, 2, 3, 3], { groups: 2, stride: 2 }),
  of('blocks of channels', [1, 16, 2, 2], [16, 16, 1, 2], { padding: [0, 0, 1, 0] }),
  of('blocks of channels and stride', [1, 16, 3, 3], [16, 16, 2, 1], { stride: 2, padding: [0, 1, 0, 0] }),
  of('blocks of channels at points', [2, 32, 1, 2], [16, 32, 1, 1]),
  of('no images', [0, 2, 4, 4], [3, 2, 3, 3], { padding: 1 }),
  {
    name: 'bias',
    inputs: [{ shape: [2, 3, 4, 4] }, { shape: [2, 3, 3, 3] }, { shape: [2] }],
    build: (x, weight, bias) => conv2d(x, weight, { bias, padding: 1 }),
  },
  ...dtypeCases((x, w) => conv2d(reshape(x, [1, 3, 2, 2]), reshape(w, [1, 3, 2, 2])), floatDTypes, 2),
];
