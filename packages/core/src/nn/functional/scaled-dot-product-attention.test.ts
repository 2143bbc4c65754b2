import { expect, it } from 'vitest';
import { vjp } from '../../autodiff/index.ts';
import { ShapeError } from '../../errors/index.ts';
import { input, type Tensor } from '../../ir/index.ts';
import { multiply } from '../../ops/index.ts';
import { checkGradients, drawOperand } from '../../testing/index.ts';
import { type AttentionOptions, scaledDotProductAttention } from './scaled-dot-product-attention.ts';

type Operands = readonly [query: readonly number[], key: readonly number[], mask?: readonly number[]];

const variants: Readonly<Record<string, readonly [Operands, AttentionOptions]>> = {
  plain: [
    [
      [1, 2, 2, 2],
      [1, 2, 3, 2],
    ],
    {},
  ],
  causal: [
    [
      [2, 1, 3, 2],
      [2, 1, 3, 2],
    ],
    { causal: true },
  ],
  'shared keys': [
    [
      [1, 4, 2, 2],
      [1, 2, 2, 2],
    ],
    { causal: true, scale: 2 },
  ],
  'additive mask': [
    [
      [1, 2, 2, 2],
      [1, 1, 3, 2],
      [2, 2, 3],
    ],
    {},
  ],
};

const build =
  (options: AttentionOptions) =>
  (query: Tensor, key: Tensor, mask?: Tensor): Tensor =>
    scaledDotProductAttention(query, key, multiply(key, key), { ...options, mask });

it.each(Object.entries(variants))('has the gradients of central differences: %s', (_, [shapes, options]) => {
  const points = shapes.flatMap((shape, i) => (shape === undefined ? [] : [drawOperand({ shape }, i + 1)]));
  checkGradients((query, key, mask) => build(options)(query as Tensor, key as Tensor, mask), points);
});

it.each(Object.entries(variants))('has second derivatives: %s', (_, [shapes, options]) => {
  const points = shapes.flatMap((shape, i) => (shape === undefined ? [] : [drawOperand({ shape }, i + 1)]));
  const gradient = (...inputs: Tensor[]): readonly Tensor[] => {
    const [query, key, mask] = inputs as [Tensor, Tensor, Tensor | undefined];
    const y = build(options)(query, key, mask);
    return vjp([multiply(y, y)], [y], inputs) as readonly Tensor[];
  };
  checkGradients(gradient, points, { relative: 2e-6, absolute: 1e-7 });
});

it('refuses heads that cannot share the keys, and keys of another size', () => {
  const query = input('f32', [1, 3, 4, 8]);
  const attend = (shape: readonly number[]) => () =>
    scaledDotProductAttention(query, input('f32', shape), input('f32', shape));
  expect(attend([1, 2, 4, 8])).toThrow(ShapeError);
  expect(attend([1, 3, 4, 6])).toThrow(ShapeError);
});
