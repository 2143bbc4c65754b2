import { expect, it } from 'vitest';
import { vjp } from '../../autodiff/index.ts';
import { ShapeError } from '../../errors/index.ts';
import { evaluateGraph } from '../../backend/index.ts';
import { createGraph, input, type ReferenceArray, type Tensor } from '../../ir/index.ts';
import { causalMask, multiply } from '../../ops/index.ts';
import { toNumbers } from '../../tensor/index.ts';
import { assertClose, checkGradients, drawOperand } from '../../testing/index.ts';
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

it('gives long causal sequences, which it computes in halves, the numbers of an explicit mask', () => {
  const [length, size] = [512, 2];
  const operands = ['query', 'key', 'value'].map((_, i) =>
    drawOperand({ shape: [1, 1, length, size] }, i + 1),
  );
  const run = (options: (queries: Tensor) => AttentionOptions): readonly Float64Array[] => {
    const inputs = operands.map((host) => input(host.dtype, host.shape)) as [Tensor, Tensor, Tensor];
    const y = scaledDotProductAttention(...inputs, options(inputs[0]));
    const outputs = [y, ...(vjp([y], [y], inputs) as readonly Tensor[])];
    const graph = createGraph(
      new Map(inputs.map((tensor, i) => [`x${i}`, tensor])),
      new Map(outputs.map((tensor, i) => [`y${i}`, tensor])),
    );
    const arrays = operands.map((host, i) => [`x${i}`, { ...host, data: toNumbers(host) }] as const);
    return Object.values(evaluateGraph(graph, Object.fromEntries(arrays), 'f64')).map(({ data }) => data);
  };
  const halves = run(() => ({ causal: true }));
  const whole = run(() => ({ mask: causalMask(length, length) }));
  for (const [i, data] of halves.entries())
    assertClose(`output ${i}`, data, whole[i] ?? [], { relative: 1e-10 });
});

it('aligns the last query with the last key', () => {
  const [query, key] = [input('f32', [1, 1, 2, 4]), input('f32', [1, 1, 3, 4])];
  const operands = [drawOperand({ shape: [1, 1, 2, 4] }, 1), drawOperand({ shape: [1, 1, 3, 4] }, 2)];
  const mask = causalMask(2, 3, { past: 1 });
  const graph = createGraph(
    new Map([
      ['q', query],
      ['k', key],
    ]),
    new Map([
      ['causal', scaledDotProductAttention(query, key, key, { causal: true })],
      ['masked', scaledDotProductAttention(query, key, key, { mask })],
    ]),
  );
  const [q, k] = operands.map((host) => ({ ...host, data: toNumbers(host) }));
  const { causal, masked } = evaluateGraph(graph, { q: q as ReferenceArray, k: k as ReferenceArray });
  expect(causal?.data).toEqual(masked?.data);
});
