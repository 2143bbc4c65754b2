import { describe, expect, it } from 'vitest';
import { referenceBackend } from '../backend/index.ts';
import type { Backend } from '../contracts/index.ts';
import { ArgumentError, ShapeError } from '../errors/index.ts';
import type { Tensor } from '../ir/index.ts';
import { add, matmul } from '../ops/index.ts';
import { dim, hostTensor } from '../tensor/index.ts';
import { compile } from './compile.ts';

function counting(): { backend: Backend; compiled: () => number; released: () => number } {
  const inner = referenceBackend();
  let compiled = 0;
  let released = 0;
  const backend: Backend = {
    ...inner,
    compile: async (graph, options) => {
      compiled++;
      const executable = await inner.compile(graph, options);
      return Object.assign(executable, {
        [Symbol.asyncDispose]: async () => {
          released++;
        },
      });
    },
  };
  return { backend, compiled: () => compiled, released: () => released };
}

const vector = (length: number) => hostTensor('f32', new Float32Array(length).fill(1));

describe('compile', () => {
  it('compiles once per signature', async () => {
    const { backend, compiled } = counting();
    const increment = compile(({ x }: { x: Tensor }) => ({ y: add(x, 1) }), { backend });
    const { y } = await increment({ x: vector(2) });
    await increment({ x: vector(2) });
    expect([...(await y.read()).data]).toEqual([2, 2]);
    expect(compiled()).toBe(1);
    await increment({ x: vector(3) });
    expect(compiled()).toBe(2);
  });

  it('releases the least recently used signature, and everything when disposed', async () => {
    const { backend, compiled, released } = counting();
    const increment = compile(({ x }: { x: Tensor }) => ({ y: add(x, 1) }), { backend, cacheSize: 2 });
    for (const length of [1, 2, 1, 3]) await increment({ x: vector(length) });
    expect(released()).toBe(1);
    await increment({ x: vector(1) });
    expect(compiled()).toBe(3);
    await increment[Symbol.asyncDispose]();
    expect(released()).toBe(3);
  });

  it('runs more signatures at a time than it keeps', async () => {
    const inner = referenceBackend();
    const backend: Backend = {
      ...inner,
      compile: async (graph, options) => {
        const executable = await inner.compile(graph, options);
        let disposed = false;
        return Object.assign(Object.create(executable) as typeof executable, {
          run: (...args: Parameters<typeof executable.run>) =>
            disposed ? Promise.reject(new Error('disposed')) : executable.run(...args),
          [Symbol.asyncDispose]: async () => {
            disposed = true;
          },
        });
      },
    };
    const increment = compile(({ x }: { x: Tensor }) => ({ y: add(x, 1) }), { backend, cacheSize: 1 });
    const results = await Promise.all([1, 2, 3, 1].map((length) => increment({ x: vector(length) })));
    expect(results.map(({ y }) => y.shape)).toEqual([[1], [2], [3], [1]]);
  });

  it('reports a failure to compile only to who asked for it', async () => {
    const inner = referenceBackend();
    const backend: Backend = {
      ...inner,
      compile: async (graph, options) => {
        const [type] = graph.inputs.values();
        if (type?.shape[0] === 1) throw new Error('refused');
        return inner.compile(graph, options);
      },
    };
    const increment = compile(({ x }: { x: Tensor }) => ({ y: add(x, 1) }), { backend, cacheSize: 1 });
    const results = await Promise.allSettled([1, 2, 3].map((length) => increment({ x: vector(length) })));
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    const misfit = compile(({ x }: { x: Tensor }) => ({ y: matmul(x, x) }), { backend });
    await expect(misfit.prepare({ x: { dtype: 'f32', shape: [2] } })).rejects.toThrow(ShapeError);
  });

  it('says what a symbolic dimension stands for when an input does not fit', async () => {
    const sum = compile(({ a, b }: { a: Tensor; b: Tensor }) => ({ c: add(a, b) }), {
      backend: referenceBackend(),
    });
    const rows = { dtype: 'f32', shape: [dim('rows')] } as const;
    const executable = await sum.prepare({ a: rows, b: rows });
    await expect(executable.run({ a: vector(2), b: vector(3) })).rejects.toThrow(/f32\[rows\], here \[2\]/);
    const number = hostTensor('f32', [1], []);
    await expect(executable.run({ a: number, b: number })).rejects.toThrow(
      /"a" does not fit[^]*f32\[rows\]\n[^]*f32\[\]/,
    );
  });

  it('keeps symbolic dimensions free between runs', async () => {
    const { backend, compiled } = counting();
    const product = compile(({ a, b }: { a: Tensor; b: Tensor }) => ({ c: matmul(a, b) }), { backend });
    const executable = await product.prepare({
      a: { dtype: 'f32', shape: [dim('rows'), 2] },
      b: { dtype: 'f32', shape: [2, 1] },
    });
    const b = hostTensor('f32', [1, 1], [2, 1]);
    for (const rows of [1, 4]) {
      const { c } = await executable.run({ a: hostTensor('f32', new Float32Array(2 * rows), [rows, 2]), b });
      expect(c?.shape).toEqual([rows, 1]);
    }
    expect(compiled()).toBe(1);
  });

  it('refuses inputs that do not fit, before the backend runs', async () => {
    const { backend } = counting();
    const increment = compile(({ x }: { x: Tensor }) => ({ y: add(x, 1) }), { backend });
    const executable = await increment.prepare({ x: { dtype: 'f32', shape: [2] } });
    await expect(executable.run({ x: vector(3) })).rejects.toThrow(ShapeError);
    await expect(executable.run({})).rejects.toThrow(/Input "x" does not fit/);
    expect(() => compile(({ x }: { x: Tensor }) => ({ y: add(x, 1) }), { backend, cacheSize: 0 })).toThrow(
      ArgumentError,
    );
  });

  it('refuses to be called after it was disposed', async () => {
    const increment = compile(({ x }: { x: Tensor }) => ({ y: add(x, 1) }), { backend: referenceBackend() });
    await increment[Symbol.asyncDispose]();
    await expect(increment({ x: vector(2) })).rejects.toThrow(/was disposed/);
  });
});
