import { expect, it } from 'vitest';
import { vjp } from '../autodiff/index.ts';
import { evaluateGraph } from '../backend/index.ts';
import { createGraph, input, type Tensor } from '../ir/index.ts';
import {
  conv2d,
  iota,
  layerNorm,
  logSoftmax,
  matmul,
  maxPool2d,
  reshape,
  slice,
  softmaxCrossEntropy,
} from '../ops/index.ts';
import { type Dim, dim, hostTensor, toNumbers } from '../tensor/index.ts';
import { assertClose, drawOperand } from '../testing/index.ts';
import { constant } from '../ops/constant.ts';
import { groupNorm } from './functional/group-norm.ts';
import { rotaryEmbedding } from './functional/rotary-embedding.ts';
import { scaledDotProductAttention } from './functional/scaled-dot-product-attention.ts';

interface Extents {
  readonly batch: Dim;
  readonly sequence: Dim;
}

interface Case {
  readonly x: (extents: Extents) => readonly Dim[];
  readonly weight: readonly number[];
  readonly build: (x: Tensor, weight: Tensor, extents: Extents) => Tensor;
}

const rows = ({ batch, sequence }: Extents): readonly Dim[] => [batch, sequence, 4];
const images = ({ batch }: Extents): readonly Dim[] => [batch, 2, 4, 4];

const functions: Readonly<Record<string, Case>> = {
  matmul: { x: rows, weight: [5, 4], build: (x, weight) => matmul(x, weight, { transposeB: true }) },
  'matmul with bias': {
    x: rows,
    weight: [4],
    build: (x, bias) =>
      matmul(x, constant(hostTensor('f32', new Float32Array(16).fill(0.5), [4, 4])), { bias }),
  },
  'layer norm': { x: rows, weight: [4], build: (x, weight) => layerNorm(x, { weight }) },
  'log-softmax': {
    x: rows,
    weight: [5, 4],
    build: (x, weight) => logSoftmax(matmul(x, weight, { transposeB: true })),
  },
  'cross-entropy': {
    x: rows,
    weight: [5, 4],
    build: (x, weight, { batch, sequence }) => {
      const labels = reshape(slice(iota(5), { size: 1 }), [1, 1]);
      const logits = reshape(matmul(x, weight, { transposeB: true }), [batch, sequence, 5]);
      return softmaxCrossEntropy(slice(slice(logits, { size: 1 }), { axis: 1, size: 1 }), labels).loss;
    },
  },
  convolution: { x: images, weight: [3, 2, 3, 3], build: (x, weight) => conv2d(x, weight, { padding: 1 }) },
  'strided convolution': {
    x: images,
    weight: [3, 2, 2, 2],
    build: (x, weight) => conv2d(x, weight, { stride: 2 }),
  },
  pooling: { x: images, weight: [2, 2, 1, 1], build: (x, weight) => maxPool2d(conv2d(x, weight), 2) },
  'group norm': { x: images, weight: [2], build: (x, weight) => groupNorm(x, 1, { weight }) },
  'attention with shared keys': {
    x: rows,
    weight: [8, 4],
    build(x, weight, { batch, sequence }) {
      const query = reshape(matmul(x, weight, { transposeB: true }), [batch, 4, sequence, 2]);
      const key = reshape(x, [batch, 2, sequence, 2]);
      return scaledDotProductAttention(rotaryEmbedding(query, iota(sequence)), key, key, { causal: true });
    },
  },
};

function outputs(
  { x: shapeOf, weight: shape, build }: Case,
  extents: Extents,
): Readonly<Record<string, Float64Array>> {
  const [x, weight] = [input('f32', shapeOf(extents)), input('f32', shape)];
  const y = build(x, weight, extents);
  const [dx, dw] = vjp([y], [y], [x, weight]) as [Tensor, Tensor];
  const graph = createGraph(
    new Map([
      ['x', x],
      ['weight', weight],
    ]),
    new Map([
      ['y', y],
      ['dx', dx],
      ['dw', dw],
    ]),
  );
  const hosts = [shapeOf({ batch: 2, sequence: 3 }) as readonly number[], shape].map((each, i) =>
    drawOperand({ shape: each }, i + 1),
  );
  const arrays = hosts.map(
    (host, i) => [i === 0 ? 'x' : 'weight', { ...host, data: toNumbers(host) }] as const,
  );
  const results = evaluateGraph(graph, Object.fromEntries(arrays));
  return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, data]));
}

it.each(Object.entries(functions))(
  '%s and its gradients work on extents known only at run time',
  (_, each) => {
    const symbolic = outputs(each, { batch: dim('batch'), sequence: dim('sequence') });
    const concrete = outputs(each, { batch: 2, sequence: 3 });
    expect(Object.keys(symbolic)).toEqual(['y', 'dx', 'dw']);
    for (const [name, numbers] of Object.entries(symbolic)) assertClose(name, numbers, concrete[name] ?? []);
  },
);
