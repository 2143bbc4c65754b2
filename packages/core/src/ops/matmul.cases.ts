import { dtypeCases, floatDTypes, numberDTypes } from './define/dtype.cases.ts';
import type { OpCase } from '../testing/op-case.ts';
import { matmul, type MatmulOptions } from './matmul.ts';

const of = (name: string, a: readonly number[], b: readonly number[], options?: MatmulOptions): OpCase => ({
  name,
  inputs: [{ shape: a }, { shape: b }],
  build: (x, y) => matmul(x, y, options),
});

export const cases: readonly OpCase[] = [
  of('matrices', [3, 4], [4, 5]),
  of('both transposed and scaled', [4, 3], [5, 4], { transposeA: true, transposeB: true, scale: 0.5 }),
  of('transposed left operand', [4, 3], [4, 2], { transposeA: true }),
  of('batches', [2, 3, 2, 4], [2, 3, 4, 5]),
  of('batches, transposed left operand', [2, 4, 5], [2, 4, 2], { transposeA: true, scale: 2 }),
  of('batches, transposed right operand', [2, 3, 4], [2, 5, 4], { transposeB: true, scale: -0.25 }),
  of('batches, both transposed', [2, 4, 3], [2, 5, 4], { transposeA: true, transposeB: true }),
  of('broadcast batches', [2, 1, 3, 4], [5, 4, 2]),
  of('broadcast batches, transposed left operand', [1, 4, 6], [5, 4, 2], { transposeA: true }),
  of('rows of batches times a matrix', [2, 3, 4], [4, 5]),
  of('rows of batches times a stored transpose', [2, 3, 4], [5, 4], { transposeB: true }),
  of('a matrix times batches', [3, 4], [2, 4, 5]),
  of('a transposed matrix times batches', [4, 3], [2, 4, 5], { transposeA: true }),
  of('transposed batches times a matrix', [2, 4, 3], [4, 5], { transposeA: true }),
  of('size 1', [1, 1], [1, 1]),
  of('no rows', [0, 4], [4, 2]),
  of('no batches', [0, 2, 4], [0, 4, 2]),
  of('empty rows of batches times a matrix', [2, 3, 0], [0, 4]),
  of('rows of batches times no columns', [2, 3, 4], [4, 0]),
  {
    name: 'bias',
    inputs: [{ shape: [3, 4] }, { shape: [5, 4] }, { shape: [5] }],
    build: (a, b, bias) => matmul(a, b, { transposeB: true, scale: 2, bias }),
  },
  {
    name: 'bias on rows of batches',
    inputs: [{ shape: [2, 3, 4] }, { shape: [4, 5] }, { shape: [5] }],
    build: (a, b, bias) => matmul(a, b, { bias }),
  },
  {
    name: 'bias on no rows of batches',
    inputs: [{ shape: [2, 0, 4] }, { shape: [4, 5] }, { shape: [5] }],
    build: (a, b, bias) => matmul(a, b, { bias }),
  },
  {
    name: 'bias on batches',
    inputs: [{ shape: [2, 3, 4] }, { shape: [2, 4, 5] }, { shape: [5] }],
    build: (a, b, bias) => matmul(a, b, { bias }),
  },
  {
    name: 'integers',
    inputs: [
      { shape: [2, 3], dtype: 'i32' },
      { shape: [4, 3], dtype: 'i32' },
    ],
    build: (a, b) => matmul(a, b, { transposeB: true }),
    differentiable: false,
  },
  ...dtypeCases((a, b) => matmul(a, b, { transposeB: true }), numberDTypes, 2),
  ...dtypeCases((a, b) => matmul(a, b, { transposeA: true, scale: 0.5 }), floatDTypes, 2),
];
