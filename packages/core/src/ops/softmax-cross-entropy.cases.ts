import { hostTensor } from '../tensor/index.ts';
import type { OpCase, OperandSpec } from '../testing/op-case.ts';
import { constant } from './constant.ts';
import { dtypeCases, floatDTypes } from './define/dtype.cases.ts';
import { softmaxCrossEntropy } from './softmax-cross-entropy.ts';

const labels = (shape: readonly number[], classes: number, dtype: 'i64' | 'i32' = 'i64'): OperandSpec => ({
  dtype,
  shape,
  range: [0, classes - 1],
});
const loss: OpCase['build'] = (x, y) => softmaxCrossEntropy(x, y).loss;

export const cases: readonly OpCase[] = [
  { name: 'rows', inputs: [{ shape: [4, 5] }, labels([4], 5)], build: loss },
  { name: 'batches, i32 labels', inputs: [{ shape: [2, 3, 4] }, labels([2, 3], 4, 'i32')], build: loss },
  { name: 'one row without axes', inputs: [{ shape: [4] }, labels([], 4)], build: loss },
  { name: 'one class', inputs: [{ shape: [3, 1] }, labels([3], 1)], build: loss },
  { name: 'no rows', inputs: [{ shape: [0, 3] }, labels([0], 3)], build: loss },
  { name: 'large magnitudes', inputs: [{ shape: [3, 6], range: [-200, 200] }, labels([3], 6)], build: loss },
  {
    name: 'both outputs',
    inputs: [{ shape: [3, 4] }, labels([3], 4)],
    build(x, y) {
      const { loss, probabilities } = softmaxCrossEntropy(x, y);
      return [loss, probabilities];
    },
  },
  ...dtypeCases((x) => softmaxCrossEntropy(x, constant(hostTensor('i64', [0, 3, 1]))).loss, floatDTypes),
];
