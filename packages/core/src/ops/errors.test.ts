import { describe, expect, it } from 'vitest';
import { FmError } from '../errors/index.ts';
import { input, type Tensor } from '../ir/index.ts';
import * as ops from './index.ts';

const matrix = input('f32', [2, 3]);
const flags = input('bool', [2, 3]);
const tokens = input('i64', [4]);

/** A wrong call, the code of its error, and what the message must name. */
const mistakes: Readonly<Record<string, readonly [() => unknown, string, readonly string[]]>> = {
  'shapes that do not broadcast': [
    () => ops.subtract(matrix, input('f32', [4])),
    'FM_SHAPE',
    ['subtract', '[2, 3]', '[4]'],
  ],
  'two dtypes': [
    () => ops.multiply(matrix, input('i64', [3])),
    'FM_SHAPE',
    ['multiply', 'f32[2, 3]', 'i64[3]', 'cast'],
  ],
  'a fraction beside integers': [
    () => ops.multiply(tokens, 0.5),
    'FM_SHAPE',
    ['multiply', 'i64[4]', 'f32[]'],
  ],
  'arithmetic on flags': [() => ops.add(flags, flags), 'FM_SHAPE', ['add', 'bool[2, 3]']],
  'a sum of flags': [() => ops.reduceSum(flags), 'FM_SHAPE', ['reduceSum', 'bool[2, 3]', 'cast']],
  'a mean of integers': [() => ops.reduceMean(tokens), 'FM_SHAPE', ['reduceMean', 'i64[4]']],
  'an exponential of integers': [() => ops.exp(tokens), 'FM_SHAPE', ['exp', 'i64[4]']],
  'a condition that is not bool': [() => ops.where(matrix, 1, 0), 'FM_SHAPE', ['where', 'f32[2, 3]']],
  'choices of two dtypes': [
    () => ops.where(flags, matrix, input('i64', [])),
    'FM_SHAPE',
    ['where', 'f32[2, 3]', 'i64[]'],
  ],
  'logic on numbers': [() => ops.logicalAnd(matrix, matrix), 'FM_SHAPE', ['logicalAnd', 'f32[2, 3]']],
  'an axis out of range': [() => ops.reduceSum(matrix, 2), 'FM_SHAPE', ['reduceSum', '[-2, 2)']],
  'the maximum of nothing': [
    () => ops.reduceMax(input('f32', [0, 3]), 0),
    'FM_SHAPE',
    ['reduceMax', 'f32[0, 3]'],
  ],
  'the position in nothing': [() => ops.argMax(input('f32', [3, 0])), 'FM_SHAPE', ['argMax', 'f32[3, 0]']],
  'a repeated axis': [() => ops.transpose(matrix, [0, 0]), 'FM_SHAPE', ['transpose', 'f32[2, 3]', '[0, 0]']],
  'an axis that cannot be squeezed': [
    () => ops.squeeze(matrix, 0),
    'FM_SHAPE',
    ['squeeze', 'axis 0', 'f32[2, 3]'],
  ],
  'rows of two widths': [
    () => ops.concat([matrix, input('f32', [2, 4])]),
    'FM_SHAPE',
    ['concat', 'f32[2, 3]', 'f32[2, 4]'],
  ],
  'nothing to join': [() => ops.concat([]), 'FM_ARGUMENT', ['concat']],
  'sizes that do not add up': [() => ops.split(matrix, [1, 1]), 'FM_SHAPE', ['split', 'f32[2, 3]', '[1, 1]']],
  'parts that do not divide': [() => ops.split(matrix, 2), 'FM_SHAPE', ['3']],
  'a window from between two positions': [() => ops.slice(matrix, { start: 0.5 }), 'FM_ARGUMENT', ['0.5']],
  'a window of negative size': [() => ops.slice(matrix, { size: -1 }), 'FM_SHAPE', ['slice', 'axis 0', '-1']],
  'a window beyond the axis': [
    () => ops.slice(matrix, { axis: 1, start: 2, size: 2 }),
    'FM_SHAPE',
    ['slice', 'axis 1', 'f32[2, 3]'],
  ],
  'a step of 0': [() => ops.slice(matrix, { step: 0 }), 'FM_ARGUMENT', ['slice', 'step 0']],
  'an end and a size': [
    () => ops.slice(matrix, { end: 1, size: 1 }),
    'FM_ARGUMENT',
    ['slice', 'end 1', 'size 1'],
  ],
  'too few widths': [() => ops.pad(matrix, [[1, 1]]), 'FM_SHAPE', ['pad', 'f32[2, 3]']],
  'a negative width': [
    () =>
      ops.pad(matrix, [
        [0, 0],
        [-1, 0],
      ]),
    'FM_ARGUMENT',
    ['pad', '-1'],
  ],
  'a reflection as wide as the axis': [
    () =>
      ops.pad(
        matrix,
        [
          [2, 0],
          [0, 0],
        ],
        { mode: 'reflect' },
      ),
    'FM_SHAPE',
    ['pad', 'axis 0', 'f32[2, 3]'],
  ],
  'indices that are not integers': [
    () => ops.gather(matrix, matrix),
    'FM_SHAPE',
    ['gather', 'f32[2, 3]', 'integer'],
  ],
  'indices of another rank': [
    () => ops.gatherElements(matrix, tokens),
    'FM_SHAPE',
    ['gatherElements', 'i64[4]', 'f32[2, 3]'],
  ],
  'updates that do not fit': [
    () => ops.scatterAdd(matrix, tokens, input('f32', [4, 2])),
    'FM_SHAPE',
    ['scatterAdd', 'f32[4, 3]', 'f32[4, 2]', 'i64[4]'],
  ],
  'updates of another shape than the indices': [
    () => ops.scatterElements(matrix, input('i64', [2, 1]), matrix),
    'FM_SHAPE',
    ['scatterElements', 'f32[2, 1]', 'f32[2, 3]'],
  ],
  'more elements than there are': [() => ops.topK(matrix, 4), 'FM_SHAPE', ['topK', '[0, 3]', '4']],
  'the triangle of a vector': [
    () => ops.lowerTriangle(input('f32', [3])),
    'FM_SHAPE',
    ['lowerTriangle', 'f32[3]'],
  ],
  'one label for two extents': [
    () => ops.einsum('ij,jk->ik', matrix, matrix),
    'FM_SHAPE',
    ['einsum', '"j"', '3', '2'],
  ],
  'a diagonal': [() => ops.einsum('ii->i', matrix), 'FM_UNSUPPORTED', ['einsum', 'ii']],
  'an equation without an operand': [() => ops.einsum('ij,jk', matrix), 'FM_ARGUMENT', ['einsum', 'ij,jk']],
  'an unknown label': [() => ops.einsum('ij->ik', matrix), 'FM_ARGUMENT', ['einsum', '"k"']],
  'inner dimensions that differ': [
    () => ops.matmul(matrix, matrix),
    'FM_SHAPE',
    ['matmul', 'f32[2, 3]', 'transposeB'],
  ],
  'a product of vectors': [() => ops.matmul(tokens, matrix), 'FM_SHAPE', ['matmul', 'i64[4]', 'reshape']],
  'a bias of the wrong length': [
    () => ops.matmul(matrix, matrix, { transposeB: true, bias: input('f32', [3]) }),
    'FM_SHAPE',
    ['matmul', '[2]', 'f32[3]'],
  ],
  'a scaled product of integers': [
    () => ops.matmul(input('i32', [2, 2]), input('i32', [2, 2]), { scale: 0.5 }),
    'FM_ARGUMENT',
    ['matmul', '0.5'],
  ],
  'probabilities of integers': [() => ops.softmax(tokens), 'FM_SHAPE', ['softmax', 'i64[4]']],
  'labels that do not fit': [
    () => ops.softmaxCrossEntropy(matrix, tokens),
    'FM_SHAPE',
    ['softmaxCrossEntropy', 'i64[4]', '[2]'],
  ],
  'a weight that is not of the normalised axes': [
    () => ops.layerNorm(matrix, { weight: input('f32', [2]) }),
    'FM_SHAPE',
    ['layerNorm', 'f32[3]', 'f32[2]'],
  ],
  'kernels for other channels': [
    () => ops.conv2d(input('f32', [1, 3, 8, 8]), input('f32', [4, 2, 3, 3])),
    'FM_SHAPE',
    ['conv2d', 'f32[1, 3, 8, 8]', 'f32[4, 2, 3, 3]'],
  ],
  'a window larger than the image': [
    () => ops.maxPool2d(input('f32', [1, 1, 2, 2]), 3),
    'FM_SHAPE',
    ['maxPool2d', 'f32[1, 1, 2, 2]'],
  ],
  'an image without channels': [
    () => ops.averagePool2d(matrix, 2),
    'FM_SHAPE',
    ['averagePool2d', 'f32[2, 3]', 'reshape'],
  ],
  'a window inside the padding': [
    () => ops.maxPool2d(input('f32', [1, 1, 8, 8]), 2, { padding: 2 }),
    'FM_ARGUMENT',
    ['maxPool2d', 'half the window'],
  ],
  'half a stride': [
    () => ops.conv2d(input('f32', [1, 1, 8, 8]), input('f32', [1, 1, 3, 3]), { stride: 0.5 }),
    'FM_ARGUMENT',
    ['conv2d', 'stride', '0.5'],
  ],
  'output padding beyond the stride': [
    () => ops.convTranspose2d(input('f32', [1, 1, 4, 4]), input('f32', [1, 1, 3, 3]), { outputPadding: 1 }),
    'FM_ARGUMENT',
    ['convTranspose2d', 'output padding'],
  ],
  'an image of no pixels': [
    () => ops.resize(input('f32', [1, 1, 4, 4]), { scale: 0.1 }),
    'FM_ARGUMENT',
    ['resize', '0'],
  ],
  'an odd number of elements to pair': [
    () => ops.rotatePairs(matrix, matrix, matrix),
    'FM_SHAPE',
    ['rotatePairs', 'f32[2, 3]', 'even'],
  ],
};

describe('a mistake is refused while tracing, with its operands named', () => {
  it.each(Object.entries(mistakes))('%s', (_, [call, code, words]) => {
    let error: unknown;
    try {
      call();
    } catch (thrown) {
      error = thrown;
    }
    expect(FmError.is(error) && error.code).toBe(code);
    for (const word of words) expect((error as Error).message).toContain(word);
  });
});

it('leaves calls that change nothing out of the program', () => {
  const x: Tensor = matrix;
  expect(ops.transpose(x, [0, 1])).toBe(x);
  expect(ops.slice(x, [])).toBe(x);
  expect(
    ops.pad(x, [
      [0, 0],
      [0, 0],
    ]),
  ).toBe(x);
  expect(ops.concat([x])).toBe(x);
  expect(ops.cast(x, 'f32')).toBe(x);
});
