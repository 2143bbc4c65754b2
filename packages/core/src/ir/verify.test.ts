import { expect, it } from 'vitest';
import { GraphError } from '../errors/index.ts';
import { add } from '../ops/add.ts';
import { trace } from '../trace/index.ts';
import { createGraph } from './graph.ts';
import { printGraph } from './print.ts';
import { input, Tensor } from './tensor.ts';
import { verifyGraph } from './verify.ts';

const graph = trace(({ x }) => ({ y: add(x, 1) }), { x: { dtype: 'f32', shape: [2] } });

it('accepts a traced program', () => {
  expect(() => verifyGraph(graph)).not.toThrow();
});

it('refuses a program whose nodes are out of order', () => {
  expect(() => verifyGraph({ ...graph, nodes: graph.nodes.toReversed() })).toThrow(GraphError);
});

it('refuses a node whose outputs are not what its operator infers', () => {
  const [node] = graph.nodes.slice(-1);
  const wrong = { ...(node as NonNullable<typeof node>) };
  const outputs = [new Tensor({ dtype: 'f32', shape: [3] }, wrong)];
  const broken = { ...graph, nodes: [...graph.nodes.slice(0, -1), { ...wrong, outputs: outputs as never }] };
  expect(() => verifyGraph(broken)).toThrow(/not well formed at "add"/);
});

it('refuses a program that uses a placeholder that is no input', () => {
  const x = input('f32', [2]);
  expect(() => createGraph(new Map(), new Map([['y', add(x, x)]]))).toThrow(/not among its inputs/);
});

it('prints a program line by line', () => {
  expect(printGraph(graph)).toBe(
    [
      'inputs',
      '  x: f32[2]',
      'nodes',
      '  %0: f32[] = constant(value=1)',
      '  %1: f32[2] = add(x, %0)',
      'outputs',
      '  y = %1',
    ].join('\n'),
  );
});

it('refuses one tensor under two input names', () => {
  const x = input('f32', [2]);
  const inputs = new Map([
    ['a', x],
    ['b', x],
  ]);
  expect(() => createGraph(inputs, new Map([['y', add(x, 1)]]))).toThrow(/two input names[^]*a, b/);
});
