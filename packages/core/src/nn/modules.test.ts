import { describe, expect, it } from 'vitest';
import { evaluateGraph } from '../backend/index.ts';
import { ArgumentError, ShapeError } from '../errors/index.ts';
import { createGraph, input, type Tensor } from '../ir/index.ts';
import { constant, iota, multiply, reduceSum } from '../ops/index.ts';
import { hostKey } from '../random/index.ts';
import { type HostTensor, hostTensor, toNumbers } from '../tensor/index.ts';
import { assertClose } from '../testing/index.ts';
import { Conv2d } from './conv2d.ts';
import { ConvTranspose2d } from './conv-transpose2d.ts';
import { crossEntropy } from './functional/cross-entropy.ts';
import { dropout } from './functional/dropout.ts';
import { groupNorm } from './functional/group-norm.ts';
import { meanSquaredError } from './functional/mean-squared-error.ts';
import { rotaryEmbedding } from './functional/rotary-embedding.ts';
import { sinusoidalEmbedding } from './functional/sinusoidal-embedding.ts';
import { GatedMlp } from './gated-mlp.ts';
import { GroupNorm } from './group-norm.ts';
import { initialize } from './initialize.ts';
import { Mlp } from './mlp.ts';
import type { Module } from './module.ts';
import { MultiHeadAttention } from './multi-head-attention.ts';
import { RmsNorm } from './rms-norm.ts';

const numbersOf = (
  tensor: Tensor,
  values: Readonly<Record<string, readonly [Tensor, HostTensor]>> = {},
): Float64Array => {
  const graph = createGraph(
    new Map(Object.entries(values).map(([name, [t]]) => [name, t])),
    new Map([['y', tensor]]),
  );
  const arrays = Object.entries(values).map(
    ([name, [, host]]) => [name, { ...host, data: toNumbers(host) }] as const,
  );
  return evaluateGraph(graph, Object.fromEntries(arrays), 'f64')['y']?.data as Float64Array;
};

const wave = (shape: readonly number[], phase = 0): Tensor =>
  constant(
    hostTensor(
      'f32',
      Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(1.7 * i + phase)),
      shape,
    ),
  );

const bound = (model: Module, seed: number): Record<string, readonly [Tensor, HostTensor]> => {
  const values = initialize(model, seed);
  return Object.fromEntries(
    [...model.parameters()].map(([name, parameter]) => [name, [parameter, values[name] as HostTensor]]),
  );
};

describe('modules', () => {
  it.each<[string, Module, readonly string[]]>([
    ['Conv2d', new Conv2d(4, 6, 3, { groups: 2 }), ['weight f32[6, 2, 3, 3]', 'bias f32[6]']],
    [
      'ConvTranspose2d',
      new ConvTranspose2d(4, 6, [2, 3], { groups: 2, bias: false }),
      ['weight f32[4, 3, 2, 3]'],
    ],
    ['GroupNorm', new GroupNorm(2, 4), ['weight f32[4]', 'bias f32[4]']],
    ['RmsNorm', new RmsNorm(4), ['weight f32[4]']],
    [
      'Mlp',
      new Mlp(2),
      ['fc1.weight f32[8, 2]', 'fc1.bias f32[8]', 'fc2.weight f32[2, 8]', 'fc2.bias f32[2]'],
    ],
    [
      'GatedMlp',
      new GatedMlp(2, 3),
      ['gate_proj.weight f32[3, 2]', 'up_proj.weight f32[3, 2]', 'down_proj.weight f32[2, 3]'],
    ],
    [
      'MultiHeadAttention',
      new MultiHeadAttention(8, { heads: 4, keyHeads: 2, contextWidth: 3, bias: false }),
      [
        'q_proj.weight f32[8, 8]',
        'k_proj.weight f32[4, 3]',
        'v_proj.weight f32[4, 3]',
        'o_proj.weight f32[8, 8]',
      ],
    ],
  ])('%s has the parameters of its PyTorch counterpart', (_, model, expected) => {
    expect([...model.parameters()].map(([name, parameter]) => `${name} ${parameter}`)).toEqual(expected);
  });

  it('gives every layer the documented shape', () => {
    expect(`${new Conv2d(3, 4, 3, { stride: 2, padding: 1 }).forward(input('f32', [2, 3, 8, 8]))}`).toBe(
      'f32[2, 4, 4, 4]',
    );
    expect(
      `${new ConvTranspose2d(4, 3, 4, { stride: 2, padding: 1 }).forward(input('f32', [2, 4, 4, 4]))}`,
    ).toBe('f32[2, 3, 8, 8]');
    expect(`${new GroupNorm(2, 4).forward(input('f32', [2, 4, 3]))}`).toBe('f32[2, 4, 3]');
    expect(`${new RmsNorm(4).forward(input('f32', [2, 4]))}`).toBe('f32[2, 4]');
    expect(`${new Mlp(4).forward(input('f32', [2, 3, 4]))}`).toBe('f32[2, 3, 4]');
    expect(`${new GatedMlp(4, 6).forward(input('f32', [2, 3, 4]))}`).toBe('f32[2, 3, 4]');
    const cross = new MultiHeadAttention(8, { heads: 2, contextWidth: 6 });
    expect(`${cross.forward(input('f32', [2, 3, 8]), { context: input('f32', [2, 5, 6]) })}`).toBe(
      'f32[2, 3, 8]',
    );
  });

  it('refuses groups and heads that do not come out even', () => {
    expect(() => new Conv2d(3, 4, 3, { groups: 2 })).toThrow(ArgumentError);
    expect(() => new MultiHeadAttention(8, { heads: 3 })).toThrow(ArgumentError);
    expect(() => new MultiHeadAttention(8, { heads: 4, keyHeads: 3 })).toThrow(ArgumentError);
    expect(() => groupNorm(input('f32', [2, 4, 3]), 3)).toThrow(ShapeError);
  });
});

describe('multi-head attention', () => {
  it('does not let a causal layer look ahead', () => {
    const layer = new MultiHeadAttention(8, { heads: 2, causal: true });
    const [x, other] = [wave([1, 4, 8]), wave([1, 4, 8], 1)];
    const mixed = constant(
      hostTensor('f32', [...numbersOf(x).slice(0, 16), ...numbersOf(other).slice(16)], [1, 4, 8]),
    );
    const [a, b] = [x, mixed].map((each) => numbersOf(layer.forward(each), bound(layer, 1))) as [
      Float64Array,
      Float64Array,
    ];
    assertClose('positions before the change', b.slice(0, 16), a.slice(0, 16));
    expect(b.slice(16)).not.toEqual(a.slice(16));
  });

  it('needs positions for rotary embeddings', () => {
    const layer = new MultiHeadAttention(8, { heads: 2, rotary: {} });
    expect(() => layer.forward(wave([1, 4, 8]))).toThrow(ArgumentError);
    expect(`${layer.forward(wave([1, 4, 8]), { positions: iota(4) })}`).toBe('f32[1, 4, 8]');
  });
});

describe('rotary embedding', () => {
  const products = (offset: number, interleaved: boolean): Float64Array => {
    const positions = constant(hostTensor('i64', [offset, offset + 3, offset + 5]));
    const [query, key] = [wave([1, 2, 3, 6]), wave([1, 2, 3, 6], 2)].map((x) =>
      rotaryEmbedding(x, positions, { interleaved }),
    );
    return numbersOf(reduceSum(multiply(query as Tensor, key as Tensor), -1));
  };

  it.each([false, true])('makes products depend on distances alone (interleaved: %s)', (interleaved) => {
    assertClose('products', products(40, interleaved), products(0, interleaved), { relative: 1e-5 });
  });

  it('leaves elements beyond its dimensions, and position 0, as they are', () => {
    const x = wave([1, 1, 2, 6]);
    const y = numbersOf(rotaryEmbedding(x, iota(2), { dimensions: 4 }));
    assertClose(
      'position 0 and the last two elements',
      [...y.slice(0, 6), ...y.slice(10)],
      [...numbersOf(x).slice(0, 6), ...numbersOf(x).slice(10)],
    );
    expect(y.slice(6, 10)).not.toEqual(numbersOf(x).slice(6, 10));
  });

  it('divides positions by the factor of linear scaling', () => {
    const x = wave([1, 1, 1, 4]);
    const at = (position: number, factor: number): Float64Array =>
      numbersOf(
        rotaryEmbedding(x, constant(hostTensor('i64', [position])), { scaling: { type: 'linear', factor } }),
      );
    assertClose('scaled', at(8, 4), at(2, 1), { relative: 1e-6 });
  });
});

describe('functions', () => {
  it('embeds positions in sines and cosines', () => {
    const y = numbersOf(sinusoidalEmbedding(constant(hostTensor('i64', [3])), 4));
    assertClose('embedding', y, [Math.sin(3), Math.sin(0.03), Math.cos(3), Math.cos(0.03)], {
      relative: 1e-6,
    });
  });

  it('drops the given share and keeps the mean', () => {
    const ones = constant(hostTensor('f32', new Float32Array(4000).fill(1)));
    const y = numbersOf(dropout(ones, 0.25, constant(hostKey(3))));
    const dropped = y.filter((value) => value === 0).length / y.length;
    expect(dropped).toBeGreaterThan(0.22);
    expect(dropped).toBeLessThan(0.28);
    assertClose('what is kept', y.filter((value) => value !== 0).slice(0, 1), [4 / 3]);
    expect(dropout(ones, 0.25, undefined)).toBe(ones);
  });

  it('takes a cross-entropy of nothing to be 0', () => {
    const { mean, weight } = crossEntropy(wave([2, 3]), constant(hostTensor('i64', [-100, -100])));
    expect([...numbersOf(mean), ...numbersOf(weight)]).toEqual([0, 0]);
  });

  it('does not broadcast a prediction against its target', () => {
    expect(() => meanSquaredError(input('f32', [4, 1]), input('f32', [4]))).toThrow(ShapeError);
  });
});
