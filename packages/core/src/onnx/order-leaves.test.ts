import { expect, it } from 'vitest';
import { orderLeaves } from './order-leaves.ts';
import type { OnnxNode } from './proto.ts';

const node = (name: string, inputs: readonly string[], outputs: readonly string[] = [name]): OnnxNode => ({
  name,
  opType: 'Relu',
  domain: '',
  inputs,
  outputs,
  attributes: {},
});

it('puts what nobody reads last, the earliest at the end, and keeps the order of the rest', () => {
  const nodes = [
    node('a', ['x']),
    node('loss', ['a', ''], ['loss', '']),
    node('b', ['a']),
    node('late gradient', ['b']),
    node('c', ['b']),
    node('early gradient', ['c']),
  ];
  expect(orderLeaves(nodes).map(({ name }) => name)).toEqual([
    'a',
    'b',
    'c',
    'early gradient',
    'late gradient',
    'loss',
  ]);
});
