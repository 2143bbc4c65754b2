import { it } from 'vitest';
import { vjp } from '../autodiff/index.ts';
import type { Tensor } from '../ir/index.ts';
import { checkGradients, drawOperand } from '../testing/index.ts';
import { constant } from './constant.ts';
import { conv2d } from './conv2d.ts';
import { convTranspose2d } from './conv-transpose2d.ts';
import { gelu } from './gelu.ts';
import { layerNorm } from './layer-norm.ts';
import { logSoftmax } from './log-softmax.ts';
import { matmul } from './matmul.ts';
import { maxPool2d } from './max-pool2d.ts';
import { averagePool2d } from './average-pool2d.ts';
import { multiply } from './multiply.ts';
import { resize } from './resize.ts';
import { rmsNorm } from './rms-norm.ts';
import { softmax } from './softmax.ts';
import { softmaxCrossEntropy } from './softmax-cross-entropy.ts';
import { silu } from './swish.ts';
import { hostTensor } from '../tensor/index.ts';

type Build = (...inputs: Tensor[]) => Tensor;

const labels = constant(hostTensor('i64', [2, 0, 3]));

const functions: Readonly<Record<string, readonly [Build, ...(readonly number[][])]>> = {
  matmul: [(a, b) => matmul(a, b, { transposeA: true, scale: 2 }), [3, 2], [3, 2]],
  softmax: [(x) => softmax(x), [2, 3]],
  logSoftmax: [(x) => logSoftmax(x), [2, 3]],
  softmaxCrossEntropy: [(x) => softmaxCrossEntropy(x, labels).loss, [3, 4]],
  layerNorm: [(x, weight, bias) => layerNorm(x, { weight, bias }), [2, 4], [4], [4]],
  'layerNorm without weight': [(x) => layerNorm(x), [2, 4]],
  rmsNorm: [(x, weight) => rmsNorm(x, { weight }), [2, 4], [4]],
  gelu: [(x) => gelu(x), [2, 3]],
  'gelu, tanh': [(x) => gelu(x, { approximate: 'tanh' }), [2, 3]],
  silu: [(x) => silu(x), [2, 3]],
  conv2d: [(x, w) => conv2d(x, w, { padding: 1 }), [1, 2, 3, 3], [2, 2, 2, 2]],
  'conv2d, stride 2': [(x, w) => conv2d(x, w, { stride: 2 }), [1, 1, 4, 4], [2, 1, 2, 2]],
  convTranspose2d: [(x, w) => convTranspose2d(x, w, { stride: 2 }), [1, 2, 2, 2], [2, 1, 2, 2]],
  maxPool2d: [(x) => maxPool2d(x, 2), [1, 1, 4, 4]],
  averagePool2d: [(x) => averagePool2d(x, 2), [1, 1, 4, 4]],
  resize: [(x) => resize(x, { scale: 2 }, { mode: 'bilinear' }), [1, 1, 2, 3]],
};

it.each(Object.entries(functions))('the gradient of %s can be differentiated', (_, [build, ...shapes]) => {
  checkGradients(
    (...inputs) => {
      const y = build(...inputs);
      return vjp([multiply(y, y)], [y], inputs) as Tensor[];
    },
    shapes.map((shape, i) => drawOperand({ shape }, i + 1)),
    { relative: 2e-6, absolute: 1e-7 },
  );
});
