import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Tensor } from '../ir/index.ts';
import { checkGoldenCase, type GoldenCase, type Tolerance } from '../testing/index.ts';
import {
  averagePool2d,
  conv2d,
  type Conv2dOptions,
  convTranspose2d,
  type ConvTranspose2dOptions,
  erf,
  gather,
  gelu,
  layerNorm,
  type LayerNormOptions,
  logSoftmax,
  matmul,
  maxPool2d,
  multiply,
  quickGelu,
  relu,
  resize,
  rmsNorm,
  sigmoid,
  silu,
  softmax,
  softplus,
  tanh,
} from '../ops/index.ts';
import { crossEntropy, type CrossEntropyOptions } from './functional/cross-entropy.ts';
import { groupNorm } from './functional/group-norm.ts';
import { meanSquaredError } from './functional/mean-squared-error.ts';
import { rotaryEmbedding, type RotaryEmbeddingOptions } from './functional/rotary-embedding.ts';
import {
  type AttentionOptions,
  scaledDotProductAttention,
} from './functional/scaled-dot-product-attention.ts';

type Named = Readonly<Record<string, Tensor>>;

const goldens = JSON.parse(readFileSync(new URL('__golden__/layers.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly GoldenCase[];
};

const attention =
  (options: AttentionOptions = {}) =>
  ({ query, key, value, attention_mask: mask }: Named): Named => ({
    y: scaledDotProductAttention(query as Tensor, key as Tensor, value as Tensor, { mask, ...options }),
  });

const window =
  (options: Conv2dOptions) =>
  (tensors: Named): Named => ({
    y: conv2d(tensors['x'] as Tensor, tensors['weight'] as Tensor, { ...options, bias: tensors['bias'] }),
  });

const transposed =
  (options: ConvTranspose2dOptions) =>
  (tensors: Named): Named => ({
    y: convTranspose2d(tensors['x'] as Tensor, tensors['weight'] as Tensor, {
      ...options,
      bias: tensors['bias'],
    }),
  });

const unary =
  (fn: (x: Tensor) => Tensor) =>
  ({ x }: Named): Named => ({ y: fn(x as Tensor) });

const normed =
  (options: LayerNormOptions) =>
  ({ x, weight, bias }: Named): Named => ({
    y: layerNorm(x as Tensor, { weight, bias, ...options }),
  });

const grouped =
  (groups: number) =>
  ({ x, weight, bias }: Named): Named => ({ y: groupNorm(x as Tensor, groups, { weight, bias }) });

const entropy =
  (options: CrossEntropyOptions) =>
  ({ logits, targets }: Named): Named => ({
    y: crossEntropy(logits as Tensor, targets as Tensor, options).mean,
  });

const rotary =
  (options: RotaryEmbeddingOptions) =>
  ({ query, key, positions }: Named): Named => ({
    query: rotaryEmbedding(query as Tensor, positions as Tensor, options),
    key: rotaryEmbedding(key as Tensor, positions as Tensor, options),
  });

const builders: Readonly<Record<string, (tensors: Named) => Named>> = {
  linear: ({ x, weight, bias }) => ({ y: matmul(x as Tensor, weight as Tensor, { transposeB: true, bias }) }),
  'linear-without-bias': ({ x, weight }) => ({
    y: matmul(x as Tensor, weight as Tensor, { transposeB: true }),
  }),
  embedding: ({ ids, weight }) => ({ y: gather(weight as Tensor, ids as Tensor) }),
  'layer-norm': normed({}),
  'layer-norm-two-axes': normed({ axis: 1 }),
  'layer-norm-without-affine': normed({}),
  'rms-norm': ({ x, weight }) => ({ y: rmsNorm(x as Tensor, { weight }) }),
  'group-norm': grouped(2),
  'group-norm-one-group': grouped(1),
  gelu: unary((x) => gelu(x)),
  'gelu-tanh': unary((x) => gelu(x, { approximate: 'tanh' })),
  silu: unary(silu),
  relu: unary(relu),
  sigmoid: unary(sigmoid),
  tanh: unary(tanh),
  softplus: unary(softplus),
  'quick-gelu': unary(quickGelu),
  erf: unary(erf),
  'softmax-dim-1': unary(softmax),
  'log-softmax-dim-1': unary(logSoftmax),
  'softmax-dim1': unary((x) => softmax(x, 1)),
  'log-softmax-dim1': unary((x) => logSoftmax(x, 1)),
  'softmax-large': unary(softmax),
  'log-softmax-large': unary(logSoftmax),
  conv2d: window({ padding: 1 }),
  'conv2d-stride': window({ stride: 2, padding: 1 }),
  'conv2d-dilation': window({ dilation: 2, padding: 1 }),
  'conv2d-groups': window({ groups: 2, padding: 1 }),
  'conv2d-depthwise': window({ groups: 3, padding: 1 }),
  'conv2d-asymmetric': window({ stride: [2, 1], padding: [0, 2], dilation: [1, 2] }),
  'conv2d-leftover': window({ stride: 3 }),
  'conv2d-1x1': window({}),
  'conv-transpose2d': transposed({ stride: 2, padding: 1, outputPadding: 1 }),
  'conv-transpose2d-kernel4': transposed({ stride: 2, padding: 1 }),
  'conv-transpose2d-groups': transposed({ stride: 2, padding: 1, outputPadding: 1, groups: 2 }),
  'avg-pool2d': unary((x) => averagePool2d(x, 2)),
  'avg-pool2d-padded': unary((x) => averagePool2d(x, 3, { stride: 2, padding: 1 })),
  'avg-pool2d-padded-excluded': unary((x) =>
    averagePool2d(x, 3, { stride: 2, padding: 1, countPadding: false }),
  ),
  'max-pool2d': unary((x) => maxPool2d(x, 2)),
  'max-pool2d-padded': unary((x) => maxPool2d(x, 3, { stride: 2, padding: 1 })),
  'interpolate-nearest-x2': unary((x) => resize(x, { scale: 2 })),
  'interpolate-nearest-size': unary((x) => resize(x, { size: [7, 3] })),
  'interpolate-bilinear-x2': unary((x) => resize(x, { scale: 2 }, { mode: 'bilinear' })),
  'interpolate-bilinear-size': unary((x) => resize(x, { size: [7, 3] }, { mode: 'bilinear' })),
  attention: attention(),
  'attention-causal': attention({ causal: true }),
  'attention-boolean-mask': attention(),
  'attention-additive-mask': attention(),
  'attention-scale': attention({ scale: 0.25 }),
  'attention-grouped-queries': attention({ causal: true }),
  'rope-half': rotary({ dimensions: 6 }),
  'rope-interleaved': rotary({ dimensions: 6, interleaved: true }),
  'cross-entropy': entropy({}),
  'cross-entropy-label-smoothing': entropy({ labelSmoothing: 0.1 }),
  'mse-loss': ({ x, target }) => ({ y: meanSquaredError(x as Tensor, target as Tensor) }),
  'llama-mlp': (tensors) => {
    const layer = (name: string, x: Tensor): Tensor =>
      matmul(x, tensors[`${name}.weight`] as Tensor, { transposeB: true });
    const x = tensors['x'] as Tensor;
    return { y: layer('down_proj', multiply(silu(layer('gate_proj', x)), layer('up_proj', x))) };
  },
};

// Constants of a program are f32, so a rule that has one is not exact in float64; angles lose more, as positions multiply them.
const tolerances: Readonly<Record<string, Tolerance>> = {
  'rope-half': { relative: 2e-6 },
  'rope-interleaved': { relative: 2e-6 },
};

it.each(Object.entries(builders))('%s matches PyTorch, outputs and gradients', (name, build) => {
  const golden = goldens.cases.find((each) => each.name === name);
  expect(golden).toBeDefined();
  checkGoldenCase(golden as GoldenCase, build, tolerances[name] ?? { relative: 1e-7, absolute: 1e-8 });
});
