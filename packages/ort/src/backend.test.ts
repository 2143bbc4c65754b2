import {
  add,
  type Backend,
  cast,
  type ConcreteShape,
  type DType,
  dim,
  gather,
  type Graph,
  type HostTensor,
  hostTensor,
  input,
  matmul,
  multiply,
  reduceSum,
  referenceBackend,
  reshape,
  type Tensor,
  toNumbers,
  trace,
} from '@fm/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ortBackend as nodeBackend } from './node.ts';
import { ortBackend as webBackend } from './web.ts';

const cases = [
  { name: 'koffi', make: () => nodeBackend({ binding: 'koffi', intraOpThreads: 2 }) },
  { name: 'plain', make: () => nodeBackend({ binding: 'plain', intraOpThreads: 2 }) },
  { name: 'wasm', make: () => webBackend({ threads: 1 }) },
];

const f32 = (shape: ConcreteShape, ...numbers: number[]): HostTensor<'f32'> =>
  hostTensor('f32', numbers, shape);
const sum = (): Graph =>
  trace(({ x, y }) => ({ z: add(x, y) }), {
    x: { dtype: 'f32', shape: [2, 2] },
    y: { dtype: 'f32', shape: [2] },
  });

describe.each(cases)('the $name backend', ({ make }) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await make();
  });
  afterAll(async () => {
    await backend[Symbol.asyncDispose]();
  });

  const run = async (
    graph: Graph,
    inputs: Record<string, HostTensor>,
  ): Promise<Record<string, HostTensor>> => {
    await using executable = await backend.compile(graph, { name: 'under test' });
    const outputs = await executable.run(inputs);
    return Object.fromEntries(
      await Promise.all(Object.entries(outputs).map(async ([key, tensor]) => [key, await tensor.read()])),
    );
  };

  it('computes what the program says', async () => {
    const graph = trace(({ x, w }) => ({ y: matmul(x, w), total: reduceSum(x) }), {
      x: { dtype: 'f32', shape: [2, 3] },
      w: { dtype: 'f32', shape: [3, 2] },
    });
    const results = await run(graph, { x: f32([2, 3], 1, 2, 3, 4, 5, 6), w: f32([3, 2], 1, 0, 0, 1, 1, 1) });
    expect(results['y']).toEqual(f32([2, 2], 4, 5, 10, 11));
    expect(results['total']).toEqual(f32([], 21));
  });

  it('keeps constants inside the program', async () => {
    await using executable = await backend.compile(sum(), { constants: { y: f32([2], 10, 20) } });
    expect([...executable.inputs.keys()]).toEqual(['x']);
    const { z } = await executable.run({ x: f32([2, 2], 1, 2, 3, 4) });
    expect(await z!.read()).toEqual(f32([2, 2], 11, 22, 13, 24));
    await expect(executable.run({ x: f32([2, 2], 1, 2, 3, 4), y: f32([2], 0, 0) })).rejects.toThrow(/"y"/);
  });

  it.each<DType>(['f32', 'f16', 'i32', 'i64', 'u8', 'bool'])('carries %s in and out', async (dtype) => {
    const graph = trace(({ x }) => ({ y: reshape(x, [3]), z: cast(x, 'f32') }), {
      x: { dtype, shape: [3, 1] },
    });
    const x = hostTensor(dtype, [1, 0, 1], [3, 1]);
    const { y, z } = await run(graph, { x });
    expect(y).toEqual({ ...x, shape: [3] });
    expect(z).toEqual(f32([3, 1], 1, 0, 1));
  });

  it('keeps the low bits of 64-bit integers', async () => {
    const graph = trace(({ x }) => ({ y: add(x, x) }), { x: { dtype: 'i64', shape: [1] } });
    const { y } = await run(graph, {
      x: { dtype: 'i64', shape: [1], data: BigInt64Array.of(2n ** 60n + 1n) },
    });
    expect(y?.data).toEqual(BigInt64Array.of(2n ** 61n + 2n));
  });

  it('takes scalars and tensors without elements', async () => {
    const graph = trace(
      ({ s, none }) => ({ twice: add(s, s), still: multiply(none, s), total: reduceSum(none) }),
      {
        s: { dtype: 'f32', shape: [] },
        none: { dtype: 'f32', shape: [0, 4] },
      },
    );
    const results = await run(graph, { s: f32([], 1.5), none: f32([0, 4]) });
    expect(results).toEqual({ twice: f32([], 3), still: f32([0, 4]), total: f32([], 0) });
  });

  it('returns an input that is also an output', async () => {
    const x = input('f32', [2]);
    const { same } = await run(
      trace(({ x: a }) => ({ same: a }), { x }),
      { x: f32([2], 3, 4) },
    );
    expect(same).toEqual(f32([2], 3, 4));
  });

  it('runs one program at several sizes of a symbolic dimension', async () => {
    const batch = dim('batch');
    const graph = trace(({ x }) => ({ y: add(x, 1), flat: reshape(x, [-1]) }), {
      x: { dtype: 'f32', shape: [batch, 2] },
    });
    await using executable = await backend.compile(graph);
    for (const rows of [1, 3, 0, 2]) {
      const x = hostTensor(
        'f32',
        Array.from({ length: rows * 2 }, (_, i) => i),
        [rows, 2],
      );
      const { y, flat } = await executable.run({ x });
      expect(await y?.read()).toEqual(
        hostTensor(
          'f32',
          Array.from(x.data, (v) => v + 1),
          [rows, 2],
        ),
      );
      expect(await flat?.read()).toEqual({ ...x, shape: [rows * 2] });
    }
  });

  it('reads a view into the middle of a larger buffer', async () => {
    const whole = Float32Array.of(9, 9, 1, 2, 3, 4, 9);
    const { z } = await run(sum(), {
      x: { dtype: 'f32', shape: [2, 2], data: whole.subarray(2, 6) },
      y: f32([2], 10, 20),
    });
    expect(z).toEqual(f32([2, 2], 11, 22, 13, 24));
  });

  it('reads shared memory', async () => {
    const data = new Float32Array(new SharedArrayBuffer(16)) as unknown as Float32Array<ArrayBuffer>;
    data.set([1, 2, 3, 4]);
    const { z } = await run(sum(), { x: { dtype: 'f32', shape: [2, 2], data }, y: f32([2], 10, 20) });
    expect(z).toEqual(f32([2, 2], 11, 22, 13, 24));
  });

  it('writes into the tensors it is given, run after run', async () => {
    await using executable = await backend.compile(sum());
    using x = backend.tensor(f32([2, 2], 1, 2, 3, 4));
    using y = backend.tensor(f32([2], 10, 20));
    using z = backend.empty('f32', [2, 2]);
    expect(await z.read()).toEqual(f32([2, 2], 0, 0, 0, 0));
    const first = await executable.run({ x, y }, { outputs: { z } });
    expect(first['z']).toBe(z);
    expect(await z.read()).toEqual(f32([2, 2], 11, 22, 13, 24));
    await y.write(f32([2], 0, 0));
    await executable.run({ x, y }, { outputs: { z } });
    expect(await z.read()).toEqual(f32([2, 2], 1, 2, 3, 4));
  });

  it('takes an output of one run as input of the next, with two sets of tensors in turn', async () => {
    const update = ({ w, m }: Record<'w' | 'm', Tensor>): Record<'next' | 'moment', Tensor> => {
      const moment = multiply(m, 2);
      return { moment, next: add(w, moment) };
    };
    const graph = trace(update, { w: { dtype: 'f32', shape: [1] }, m: { dtype: 'f32', shape: [1] } });
    await using executable = await backend.compile(graph);
    using m = backend.tensor(f32([1], 1));
    let w = backend.tensor(f32([1], 0));
    let spare = backend.empty('f32', [1]);
    // m ← 2m in place, w ← w + m into the other buffer
    for (let step = 0; step < 10; step++) {
      await executable.run({ w, m }, { outputs: { next: spare, moment: m } });
      [w, spare] = [spare, w];
    }
    expect(await w.read()).toEqual(f32([1], 2046));
    expect(await m.read()).toEqual(f32([1], 1024));
  });

  it('gives fresh outputs that later runs leave alone', async () => {
    await using executable = await backend.compile(sum());
    const { z: first } = await executable.run({ x: f32([2, 2], 1, 1, 1, 1), y: f32([2], 0, 0) });
    const { z: second } = await executable.run({ x: f32([2, 2], 2, 2, 2, 2), y: f32([2], 0, 0) });
    expect(await first?.read()).toEqual(f32([2, 2], 1, 1, 1, 1));
    expect(await second?.read()).toEqual(f32([2, 2], 2, 2, 2, 2));
  });

  it('queues runs that are started together', async () => {
    const graph = trace(({ x }) => ({ y: add(x, 1) }), { x: { dtype: 'f32', shape: [1] } });
    await using executable = await backend.compile(graph);
    using x = backend.tensor(f32([1], 0));
    await Promise.all(Array.from({ length: 20 }, () => executable.run({ x }, { outputs: { y: x } })));
    expect(await x.read()).toEqual(f32([1], 20));
  });

  it('keeps several programs apart', async () => {
    const graphs = [1, 2, 3].map((k) =>
      trace(({ x }) => ({ y: multiply(x, k) }), { x: { dtype: 'f32', shape: [1] } }),
    );
    const executables = await Promise.all(graphs.map((graph) => backend.compile(graph)));
    const results = await Promise.all(executables.map((executable) => executable.run({ x: f32([1], 5) })));
    const numbers = await Promise.all(results.map(async ({ y }) => y && (await y.read()).data[0]));
    expect(numbers).toEqual([5, 10, 15]);
    for (const executable of executables) await executable[Symbol.asyncDispose]();
  });

  it('agrees with the reference on both emission modes', async () => {
    const graph = trace(({ x, w }) => ({ y: matmul(multiply(x, 0.5), w) }), {
      x: { dtype: 'f32', shape: [2, 3] },
      w: { dtype: 'f32', shape: [3, 2] },
    });
    const inputs = { x: f32([2, 3], 1, -2, 3, 4, 5, -6), w: f32([3, 2], 0.5, 1, 2, -1, 3, 0.25) };
    const oracle = await (await referenceBackend().compile(graph)).run(inputs);
    const expected = await oracle['y']?.read();
    for (const mode of ['portable', 'fused'] as const) {
      await using executable = await backend.compile(graph, { mode });
      const { y } = await executable.run(inputs);
      expect(y && toNumbers(await y.read())).toEqual(expected && toNumbers(expected));
    }
  });

  it.each([
    ['a missing input', { x: f32([2, 2], 1, 2, 3, 4) }, 'y'],
    ['an unknown input', { x: f32([2, 2], 1, 2, 3, 4), y: f32([2], 1, 2), extra: f32([1], 1) }, 'extra'],
    ['another shape', { x: f32([2, 2], 1, 2, 3, 4), y: f32([3], 1, 2, 3) }, 'f32[3]'],
    ['another rank', { x: f32([4], 1, 2, 3, 4), y: f32([2], 1, 2) }, 'f32[4]'],
    ['another dtype', { x: f32([2, 2], 1, 2, 3, 4), y: hostTensor('i32', [1, 2]) }, 'i32[2]'],
    [
      'data shorter than its shape',
      { x: { dtype: 'f32', shape: [2, 2], data: new Float32Array(3) }, y: f32([2], 1, 2) },
      '3 elements',
    ],
  ] as [string, Record<string, HostTensor>, string][])(
    'refuses %s before the runtime sees it',
    async (_, inputs, named) => {
      await using executable = await backend.compile(sum());
      const error = await executable.run(inputs).catch((e: unknown) => e);
      expect(error).toMatchObject({ code: 'FM_SHAPE' });
      expect((error as Error).message).toContain(named);
    },
  );

  it('refuses sizes of one symbol that differ', async () => {
    const n = dim('n');
    const graph = trace(({ x, y }) => ({ z: add(x, y) }), {
      x: { dtype: 'f32', shape: [n] },
      y: { dtype: 'f32', shape: [n] },
    });
    await using executable = await backend.compile(graph);
    await expect(executable.run({ x: f32([2], 1, 2), y: f32([3], 1, 2, 3) })).rejects.toMatchObject({
      code: 'FM_SHAPE',
    });
  });

  it('refuses places for outputs that do not fit', async () => {
    await using executable = await backend.compile(sum());
    const inputs = { x: f32([2, 2], 1, 2, 3, 4), y: f32([2], 1, 2) };
    for (const outputs of [
      { z: backend.empty('f32', [2, 3]) },
      { z: backend.empty('i32', [2, 2]) },
      { w: backend.empty('f32', [2, 2]) },
    ]) {
      await expect(executable.run(inputs, { outputs })).rejects.toMatchObject({ code: 'FM_SHAPE' });
    }
  });

  it('refuses one tensor for two outputs', async () => {
    const graph = trace(({ x }) => ({ y: add(x, 1), z: add(x, 2) }), { x: { dtype: 'f32', shape: [1] } });
    await using executable = await backend.compile(graph);
    const place = backend.empty('f32', [1]);
    const outputs = { y: place, z: place };
    await expect(executable.run({ x: f32([1], 1) }, { outputs })).rejects.toMatchObject({
      code: 'FM_ARGUMENT',
    });
  });

  it('refuses tensors of another backend', async () => {
    await using executable = await backend.compile(sum());
    const x = referenceBackend().tensor(f32([2, 2], 1, 2, 3, 4));
    await expect(executable.run({ x, y: f32([2], 1, 2) })).rejects.toMatchObject({ code: 'FM_BACKEND' });
  });

  it('refuses a tensor that was disposed, and disposing twice is fine', async () => {
    await using executable = await backend.compile(sum());
    const x = backend.tensor(f32([2, 2], 1, 2, 3, 4));
    x[Symbol.dispose]();
    x[Symbol.dispose]();
    await expect(executable.run({ x, y: f32([2], 1, 2) })).rejects.toMatchObject({ code: 'FM_BACKEND' });
    await expect(x.read()).rejects.toMatchObject({ code: 'FM_BACKEND' });
    await expect(x.write(f32([2, 2], 1, 2, 3, 4))).rejects.toMatchObject({ code: 'FM_BACKEND' });
  });

  it('refuses a tensor whose memory was transferred since it last ran', async () => {
    await using executable = await backend.compile(sum());
    const host = f32([2, 2], 1, 2, 3, 4);
    const inputs = { x: backend.tensor(host), y: f32([2], 1, 2) };
    await executable.run(inputs);
    structuredClone(host.data.buffer, { transfer: [host.data.buffer as ArrayBuffer] });
    await expect(executable.run(inputs)).rejects.toThrow(/transferred/);
  });

  it('refuses bits of another type', async () => {
    await using executable = await backend.compile(sum());
    const x = { dtype: 'f32', shape: [2, 2], data: Int32Array.of(1, 2, 3, 4) } as never;
    await expect(executable.run({ x, y: f32([2], 1, 2) })).rejects.toThrow(/Float32Array of 4[^]*Int32Array/);
  });

  it('refuses to write other shapes and dtypes', async () => {
    using x = backend.empty('f32', [2]);
    await expect(x.write(f32([3], 1, 2, 3))).rejects.toMatchObject({ code: 'FM_SHAPE' });
    await expect(x.write(hostTensor('i32', [1, 2]) as never)).rejects.toMatchObject({ code: 'FM_SHAPE' });
  });

  it('reports what the runtime says with the name of the program, and runs again afterwards', async () => {
    // The row is out of range, which only the runtime can know.
    const graph = trace(({ x, i }) => ({ y: gather(x, i) }), {
      x: { dtype: 'f32', shape: [2] },
      i: { dtype: 'i64', shape: [1] },
    });
    await using executable = await backend.compile(graph, { name: 'lookup' });
    const error = await executable
      .run({ x: f32([2], 1, 2), i: hostTensor('i64', [7]) })
      .catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'FM_BACKEND' });
    expect((error as Error).message).toMatch(/lookup: the run failed[^]*(out of data bounds|out of bounds)/);
    const { y } = await executable.run({ x: f32([2], 1, 2), i: hostTensor('i64', [1]) });
    expect(await y?.read()).toEqual(f32([1], 2));
  });

  it('rejects with the reason of a signal that is aborted already, and of one that aborts while queued', async () => {
    await using executable = await backend.compile(sum());
    const inputs = { x: f32([2, 2], 1, 2, 3, 4), y: f32([2], 1, 2) };
    const reason = new Error('enough');
    await expect(executable.run(inputs, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    const before = executable.run(inputs);
    const queued = executable.run(inputs, { signal: controller.signal });
    controller.abort(reason);
    await expect(queued).rejects.toBe(reason);
    expect(Object.keys(await before)).toEqual(['z']);
    expect(Object.keys(await executable.run(inputs))).toEqual(['z']);
  });

  it('refuses to run after it was disposed, and finishes the run under way first', async () => {
    const executable = await backend.compile(sum());
    const inputs = { x: f32([2, 2], 1, 2, 3, 4), y: f32([2], 1, 2) };
    const underWay = executable.run(inputs);
    await Promise.all([executable[Symbol.asyncDispose](), executable[Symbol.asyncDispose]()]);
    await executable[Symbol.asyncDispose]();
    expect(await (await underWay)['z']?.read()).toEqual(f32([2, 2], 2, 4, 4, 6));
    await expect(executable.run(inputs)).rejects.toMatchObject({ code: 'FM_BACKEND' });
  });

  it('disposes its executables with itself', async () => {
    const own = await make();
    const executable = await own.compile(sum());
    const pending = own.compile(sum()).catch((e: unknown) => e);
    await Promise.all([own[Symbol.asyncDispose](), own[Symbol.asyncDispose]()]);
    await pending;
    await expect(executable.run({ x: f32([2, 2], 1, 2, 3, 4), y: f32([2], 1, 2) })).rejects.toMatchObject({
      code: 'FM_BACKEND',
    });
    await expect(own.compile(sum())).rejects.toMatchObject({ code: 'FM_BACKEND' });
    expect(() => own.tensor(f32([1], 1))).toThrow(expect.objectContaining({ code: 'FM_BACKEND' }));
    expect(() => own.empty('f32', [1])).toThrow(expect.objectContaining({ code: 'FM_BACKEND' }));
  });
});
