import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  add,
  constant,
  dim,
  emitOnnx,
  gather,
  hostTensor,
  matmul,
  multiply,
  type Tensor,
  trace,
} from '@fm/core';
import { expect, it, vi } from 'vitest';
import { MemoryTensor } from '../../program/memory-tensor.ts';
import { fillSettings } from '../fill-settings.ts';
import { ortBackend } from '../ort-backend.ts';
import { BindingCache } from './binding-cache.ts';
import { NativeRuntime } from './native-runtime.ts';
import { loadOrtApi, type OrtApi } from './ort-api.ts';

it('releases every native object it makes, also after failures', async () => {
  const api = await loadOrtApi();
  const made = new Map<string, number>();
  const count = (name: string, by: number): unknown => made.set(name, (made.get(name) ?? 0) + by);
  const create = vi.spyOn(api, 'create');
  const callAsync = vi.spyOn(api, 'callAsync');
  const release = vi.spyOn(api, 'release');

  const backend = await ortBackend({ binding: 'koffi' });
  const rows = dim('rows');
  const types = { x: { dtype: 'f32', shape: [4] }, i: { dtype: 'i64', shape: [rows] } } as const;
  const executable = await backend.compile(trace(({ x, i }) => ({ y: gather(x, i) }), types));
  const x = hostTensor('f32', [1, 2, 3, 4]);
  for (const n of [1, 2, 3])
    await executable.run({
      x,
      i: hostTensor(
        'i64',
        Array.from({ length: n }, () => 1),
      ),
    });
  await executable.run({ x, i: hostTensor('i64', [9]) }).catch(() => undefined);
  await executable.run({ x, i: hostTensor('i64', [0]) }, { signal: new AbortController().signal });
  await executable[Symbol.asyncDispose]();
  await backend.compile(
    trace(({ x: a }) => ({ y: a }), types),
    { name: 'left to the backend' },
  );
  await backend[Symbol.asyncDispose]();

  for (const [name] of create.mock.calls) count(releases[name as keyof typeof releases], 1);
  for (const [name] of callAsync.mock.calls)
    if (name === 'CreateSessionFromArray') count('ReleaseSession', 1);
  expect(Object.fromEntries(made)).toMatchObject({
    ReleaseSession: 2,
    ReleaseRunOptions: 1,
    ReleaseIoBinding: 1,
  });
  for (const [name] of release.mock.calls) count(name, -1);
  expect([...made].filter(([, left]) => left !== 0)).toEqual([]);
  vi.restoreAllMocks();
});

const releases = {
  CreateEnv: 'ReleaseEnv',
  CreateSessionOptions: 'ReleaseSessionOptions',
  CreateCpuMemoryInfo: 'ReleaseMemoryInfo',
  CreateIoBinding: 'ReleaseIoBinding',
  CreateTensorWithDataAsOrtValue: 'ReleaseValue',
  CreateRunOptions: 'ReleaseRunOptions',
};

it('binds nothing anew while two sets of tensors alternate', () => {
  const bound: string[] = [];
  const released: string[] = [];
  let handles = 0n;
  const api = {
    create: () => ++handles,
    call: (_: string, __: bigint, name: string) => bound.push(name),
    release: (name: string) => released.push(name),
  } as unknown as OrtApi;
  const names = Array.from({ length: 20 }, (_, i) => `w${i}`);
  const target = {
    session: 0n,
    memory: 0n,
    inputs: names,
    outputs: names.map((name) => `${name}'`),
    copiesInputs: false,
  };
  const cache = new BindingCache(api, target);
  const a = names.map(() => MemoryTensor.zeros('f32', [1]));
  const b = names.map(() => MemoryTensor.zeros('f32', [1]));

  const first = cache.bind(a, b);
  const second = cache.bind(b, a);
  expect(second).not.toBe(first);
  expect(bound.splice(0)).toHaveLength(80);
  expect([cache.bind(a, b), cache.bind(b, a)]).toEqual([first, second]);
  expect(bound).toEqual([]);

  // One other tensor is bound into the set that is closest.
  const c = a.with(3, MemoryTensor.zeros('f32', [1]));
  expect(cache.bind(c, b)).toBe(first);
  expect(bound.splice(0)).toEqual(['w3']);

  // Ever new tensors do not make ever more bindings.
  for (let i = 0; i < 10; i++)
    cache.bind(
      names.map(() => MemoryTensor.zeros('f32', [1])),
      a,
    );
  released.length = 0;
  cache[Symbol.dispose]();
  expect(released).toEqual(['ReleaseIoBinding', 'ReleaseIoBinding', 'ReleaseIoBinding', 'ReleaseIoBinding']);
});

it('keeps the memory of a run alive until the run ends, and no longer', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const n = 256;
  const power = ({ x }: Record<'x', Tensor>): Record<'y', Tensor> => {
    let y = x;
    for (let i = 0; i < 200; i++) y = matmul(y, x);
    return { y };
  };
  await using backend = await ortBackend({ binding: 'koffi', intraOpThreads: 1 });
  await using executable = await backend.compile(trace(power, { x: { dtype: 'f32', shape: [n, n] } }));
  const start = (): { readonly memory: WeakRef<object>; readonly run: Promise<unknown> } => {
    const host = hostTensor('f32', new Float32Array(n * n).fill(1 / n), [n, n]);
    const x = backend.tensor(host);
    const run = executable.run({ x });
    // Disposed as soon as the native call has been made, which is when the queue has had its turn.
    setImmediate(() => x[Symbol.dispose]());
    return { memory: new WeakRef(host.data.buffer), run };
  };

  let ended = false;
  const { memory, run } = start();
  const done = run.then(() => (ended = true));
  // A WeakRef holds its target until the job that made it is over.
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
  collect();
  expect(ended).toBe(false);
  expect(memory.deref()).toBeDefined();

  await done;
  for (let turn = 0; turn < 3; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
    collect();
  }
  expect(memory.deref()).toBeUndefined();
});

it('loads constants from external data', async () => {
  const w = constant(hostTensor('f32', [1, 2, 3]));
  const graph = trace(({ x }) => ({ y: multiply(add(x, w), 2) }), { x: { dtype: 'f32', shape: [3] } });
  const onnx = emitOnnx(graph, { externalFrom: 1 });
  expect(onnx.external?.chunks.length).toBeGreaterThan(0);
  await using runtime = await NativeRuntime.load(fillSettings({}));
  await using session = await runtime.createSession({
    name: 'external',
    onnx,
    inputs: graph.inputs,
    outputs: graph.outputs,
  });
  const y = runtime.empty('f32', [3]);
  await session.run([runtime.upload(hostTensor('f32', [10, 20, 30]))], [y], undefined);
  expect(y.data).toEqual(Float32Array.of(22, 44, 66));
});

it('reports a model the runtime does not accept with its name', async () => {
  await using runtime = await NativeRuntime.load(fillSettings({}));
  const onnx = { model: Uint8Array.of(1, 2, 3) };
  const error = await runtime
    .createSession({ name: 'garbage', onnx, inputs: new Map(), outputs: new Map() })
    .catch((e: unknown) => e);
  expect(error).toMatchObject({ code: 'FM_BACKEND', received: expect.stringMatching(/protobuf/i) });
  expect((error as Error).message).toContain('garbage: ONNX Runtime does not accept the program');
});
