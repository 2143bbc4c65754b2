import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Tensor } from '../ir/index.ts';
import { checkGoldenCase, type GoldenCase } from '../testing/index.ts';
import { gather, layerNorm, matmul } from '../ops/index.ts';
import { crossEntropy } from './functional/cross-entropy.ts';
import { type AttentionOptions, scaledDotProductAttention } from './functional/scaled-dot-product-attention.ts';

type Named = Readonly<Record<string, Tensor>>;

const goldens = JSON.parse(readFileSync(new URL('__golden__/layers.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly GoldenCase[];
};

const attention =
  (options: AttentionOptions = {}) =>
  ({ query, key, value, attention_mask: mask }: Named): Named => ({
    y: scaledDotProductAttention(query as Tensor, key as Tensor, value as Tensor, { mask, ...options }),
  });

const builders: Readonly<Record<string, (tensors: Named) => Named>> = {
  'linear': ({ x, weight, bias }) => ({ y: matmul(x as Tensor, weight as Tensor, { transposeB: true, bias }) }),
  'linear-without-bias': ({ x, weight }) => ({ y: matmul(x as Tensor, weight as Tensor, { transposeB: true }) }),
  'embedding': ({ ids, weight }) => ({ y: gather(weight as Tensor, ids as Tensor) }),
  'layer-norm': ({ x, weight, bias }) => ({ y: layerNorm(x as Tensor, { weight, bias }) }),
  'attention': attention(),
  'attention-causal': attention({ causal: true }),
  'attention-boolean-mask': attention(),
  'attention-additive-mask': attention(),
  'attention-scale': attention({ scale: 0.25 }),
  'attention-grouped-queries': attention({ causal: true }),
  'cross-entropy': ({ logits, targets }) => ({ y: crossEntropy(logits as Tensor, targets as Tensor).mean }),
};

it.each(Object.entries(builders))('%s matches PyTorch, outputs and gradients', (name, build) => {
  const golden = goldens.cases.find((each) => each.name === name);
  expect(golden).toBeDefined();
  checkGoldenCase(golden as GoldenCase, build);
});
