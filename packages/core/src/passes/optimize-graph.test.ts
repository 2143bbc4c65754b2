import { describe, expect, it } from 'vitest';
import { gradients } from '../autodiff/index.ts';
import { evaluateGraph } from '../backend/index.ts';
import type { Graph, Tensor, TensorType } from '../ir/index.ts';
import {
  add,
  cast,
  constant,
  exp,
  full,
  gather,
  matmul,
  multiply,
  reduceSum,
  reshape,
  scalar,
  scatterAdd,
  sin,
  subtract,
  transpose,
} from '../ops/index.ts';
import { hostTensor, toNumbers } from '../tensor/index.ts';
import { drawOperand } from '../testing/index.ts';
import { trace, type TracedFunction } from '../trace/index.ts';
import { optimizeGraph } from './optimize-graph.ts';

const f32 = (...shape: number[]): TensorType => ({ dtype: 'f32', shape });
const names = (graph: Graph): string[] =>
  graph.nodes.map((node) => node.op.name).filter((name) => name !== 'constant');

/** Operator names after optimisation; checks on the way that the numbers stayed what they were. */
function optimized<I extends string>(inputs: Record<I, TensorType>, fn: TracedFunction<I>): string[] {
  const graph = trace(fn, inputs);
  const smaller = optimizeGraph(graph);
  const arrays = Object.entries<TensorType>(inputs).map(([name, { dtype, shape }], i) => {
    const host = drawOperand({ dtype, shape: shape as number[], range: [0, 2] }, i);
    return [name, { ...host, data: toNumbers(host) }] as const;
  });
  const before = evaluateGraph(graph, Object.fromEntries(arrays));
  const after = evaluateGraph(smaller, Object.fromEntries(arrays));
  for (const [name, { shape, data }] of Object.entries(before)) {
    expect(after[name]?.shape).toEqual(shape);
    for (const [i, x] of data.entries()) expect(after[name]?.data[i]).toBeCloseTo(x, 5);
  }
  return names(smaller);
}

describe('optimizeGraph', () => {
  it('computes equal things once', () => {
    expect(optimized({ x: f32(3) }, ({ x }) => ({ y: add(exp(sin(x)), exp(sin(x))) }))).toEqual([
      'sin',
      'exp',
      'add',
    ]);
  });

  it('folds what is constant', () => {
    expect(optimized({ x: f32(3) }, ({ x }) => ({ y: multiply(x, exp(scalar(0.5))) }))).toEqual(['multiply']);
  });

  it('drops neutral operands unless they change the shape', () => {
    expect(optimized({ x: f32(3) }, ({ x }) => ({ y: exp(add(multiply(x, 1), 0)) }))).toEqual(['exp']);
    expect(
      optimized({ x: f32(3) }, ({ x }) => ({ y: exp(multiply(x, reshape(scalar(1), [1, 1]))) })),
    ).toEqual(['multiply', 'exp']);
  });

  it('collapses reshapes and transpositions', () => {
    expect(optimized({ x: f32(2, 6) }, ({ x }) => ({ y: exp(reshape(reshape(x, [3, 4]), [2, 6])) }))).toEqual(
      ['exp'],
    );
    const thrice = (x: Tensor): Tensor => transpose(transpose(transpose(x, [1, 2, 0]), [1, 2, 0]), [1, 2, 0]);
    expect(optimized({ x: f32(2, 3, 4) }, ({ x }) => ({ y: exp(thrice(x)) }))).toEqual(['exp']);
  });

  it('adds the gradient of an embedding onto that of the tied head', () => {
    const program = optimized({ table: f32(5, 2), ids: { dtype: 'i64', shape: [3] } }, ({ table, ids }) => {
      const hidden = gather(table, ids);
      const loss = reduceSum(exp(matmul(hidden, table, { transposeB: true })));
      return { gradient: gradients(loss, [table])[0] as Tensor };
    });
    expect(program.filter((name) => name === 'scatterAdd')).toHaveLength(1);
    expect(program).not.toContain('add');
  });

  it('leaves alone a scatter that the addition stretches', () => {
    const inputs = { x: f32(3, 2), updates: f32(1, 2) };
    const names = optimized(inputs, ({ x, updates }) => ({
      y: add(x, scatterAdd(full([1, 2], 0), constant(hostTensor('i64', [0])), updates)),
    }));
    expect(names).toContain('add');
  });

  it('tells apart constants that share memory', () => {
    const data = new Uint16Array(32).fill(0x3f80);
    const half = constant({ dtype: 'f16', shape: [32], data });
    const brain = constant({ dtype: 'bf16', shape: [32], data });
    const { outputs } = optimizeGraph(trace(() => ({ half, brain }), {}));
    expect([...outputs.values()].map(String)).toEqual(['f16[32]', 'bf16[32]']);
  });

  it('leaves integers alone that float64 cannot hold', () => {
    const large = constant({ dtype: 'i64', shape: [1], data: BigInt64Array.of(2n ** 60n + 1n) });
    const graph = trace(
      ({ x }) => ({
        y: add(x, subtract(large, 2 ** 60)),
        z: add(x, multiply(constant(hostTensor('i64', [2 ** 52 + 1])), 8)),
      }),
      {
        x: { dtype: 'i64', shape: [1] },
      },
    );
    expect(names(optimizeGraph(graph)).toSorted()).toEqual(['add', 'add', 'multiply', 'subtract']);
  });

  it('folds a cast of NaN to an integer, which is undefined, without failing', () => {
    const nan = constant(hostTensor('f32', [Number.NaN]));
    expect(
      optimized({ x: { dtype: 'i64', shape: [1] } }, ({ x }) => ({ y: add(x, cast(nan, 'i64')) })),
    ).toEqual([]);
  });
});
