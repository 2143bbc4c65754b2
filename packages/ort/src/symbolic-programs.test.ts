import {
  add,
  addDims,
  argMax,
  averagePool2d,
  bindShape,
  causalMask,
  checkpoint,
  concat,
  constant,
  conv2d,
  createGraph,
  dim,
  dimensionSize,
  evaluateGraph,
  full,
  gather,
  hostTensor,
  input,
  iota,
  matmul,
  oneHot,
  pad,
  reduceMean,
  repeat,
  reshape,
  scatterAdd,
  slice,
  split,
  tanh,
  type Tensor,
  tile,
  toNumbers,
  topK,
  transpose,
  uniform,
  uniformHost,
  hostKey,
  variance,
  vjp,
} from '@fm/core';
import { assertClose } from '@fm/core/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { ortBackend } from './node.ts';

const backend = await ortBackend();
afterAll(() => backend[Symbol.asyncDispose]());

const batch = dim('batch');
const past = dim('past');
const x = input('f32', [batch, past, 4]);
const key = input('i32', [2]);
const kernel = constant(hostTensor('f32', [1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 1, 3, 3]));

const programs: Readonly<Record<string, () => Tensor>> = {
  transpose: () => transpose(x),
  concat: () => concat([x, slice(x, { axis: 1, step: -1 })], 1),
  split: () => split(concat([x, x], 1), [past, past], 1)[1] as Tensor,
  'slice without its first position': () => slice(x, { axis: 1, start: 1 }),
  'slice of the last position': () => slice(x, { axis: 1, start: -1 }),
  'slice from a symbol': () => slice(concat([x, x], 1), { axis: 1, start: past, size: 2 }),
  pad: () =>
    pad(x, [
      [0, 0],
      [past, 1],
      [0, 0],
    ]),
  gather: () => gather(x, iota(past), 1),
  tile: () => tile(x, [2, 1, 1]),
  repeat: () => repeat(x, 3, 1),
  iota: () => iota(past, 'f32'),
  full: () => full([batch, 2], 1.5),
  size: () => dimensionSize(addDims(past, 3)),
  'one-hot': () => oneHot(argMax(x), 4),
  'causal mask': () => causalMask(3, addDims(past, 3), { past }),
  'mean over a symbolic axis': () => reduceMean(x, 1),
  variance: () => variance(x, 1, { correction: 1 }),
  'largest ones': () => topK(x, 2).values,
  'scattered rows': () => scatterAdd(full([5, past, 4], 0), iota(batch), x),
  random: () => uniform(key, [batch, past]),
  'rows times a matrix, with a bias': () => matmul(x, full([4, 5], 0.5), { bias: full([5], 1) }),
  'a checkpoint': () => checkpoint((y) => tanh(tanh(y as Tensor)))(x),
  'a convolution of images of any size': () =>
    conv2d(reshape(x, [batch, 1, past, 4]), kernel, { padding: 1 }),
  'kernels for images of any size': () => {
    const images = transpose(reshape(x, [batch, 1, past, 4]), [0, 1, 3, 2]);
    const learned = add(kernel, reshape(slice(reshape(x, [-1]), { size: 1 }), [1, 1, 1, 1]));
    return conv2d(images, learned, { padding: 1 });
  },
  'average pooling of images of any size': () =>
    averagePool2d(reshape(x, [batch, 1, past, 4]), 2, { stride: 1 }),
};

/** Programs that have a meaning without a past, too. */
const withoutPast = [
  'transpose',
  'concat',
  'split',
  'pad',
  'gather',
  'tile',
  'repeat',
  'iota',
  'full',
  'causal mask',
  'random',
  'rows times a matrix, with a bias',
  'a checkpoint',
];

describe.each([
  [2, 3, Object.keys(programs)],
  [1, 2, Object.keys(programs)],
  [2, 0, withoutPast],
])('with batch %i and past %i', (b, p, names) => {
  it.each(names)('runs as the reference does, forward and backward: %s', async (program) => {
    const y = (programs[program] as () => Tensor)();
    const seed = input(y.dtype, y.shape);
    const [gradient] = y.dtype === 'f32' ? vjp([y], [seed], [x]) : [];
    const graph = createGraph(
      new Map([
        ['x', x],
        ['key', key],
        ['seed', seed],
      ]),
      new Map([['y', y], ...(gradient === undefined ? [] : [['gradient', gradient] as const])]),
    );
    const shape = bindShape(
      y.shape,
      new Map([
        ['batch', b],
        ['past', p],
      ]),
    );
    const size = shape.reduce((m, n) => m * n, 1);
    const hosts = {
      x: hostTensor('f32', uniformHost(hostKey(1), b * p * 4), [b, p, 4]),
      key: hostKey(2),
      seed: hostTensor(
        y.dtype,
        Array.from({ length: size }, (_, i) => i % 7),
        shape,
      ),
    };
    const arrays = Object.fromEntries(
      Object.entries(hosts).map(([name, host]) => [name, { ...host, data: toNumbers(host) }]),
    );
    const expected = evaluateGraph(graph, arrays);
    await using executable = await backend.compile(graph);
    const actual = await executable.run(hosts);
    for (const [name, reference] of Object.entries(expected)) {
      using tensor = actual[name] as NonNullable<(typeof actual)[string]>;
      const host = await tensor.read();
      expect(host.shape).toEqual(reference.shape);
      assertClose(name, toNumbers(host), reference.data);
    }
  });
});
