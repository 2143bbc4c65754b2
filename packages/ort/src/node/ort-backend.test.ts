import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { add, cast, type Graph, hostTensor, matmul, type Tensor, trace } from '@fm/core';
import { afterAll, describe, expect, it } from 'vitest';
import type { OrtNodeOptions } from './options.ts';
import { ortBackend } from './ort-backend.ts';
import { parseProfile } from './profile.ts';

const folder = mkdtempSync(join(tmpdir(), 'ort-'));
afterAll(() => rmSync(folder, { recursive: true }));

const size = 256;
const square = hostTensor('f32', new Float32Array(size * size).fill(1 / size), [size, size]);

/** A run of a tenth of a second or so: x · x · x · … */
function longProgram(): Graph {
  const power = ({ x }: Record<'x', Tensor>): Record<'y', Tensor> => {
    let y = x;
    for (let i = 0; i < 300; i++) y = matmul(y, x);
    return { y };
  };
  return trace(power, { x: { dtype: 'f32', shape: [size, size] } });
}

describe.each(['koffi', 'plain'] as const)('the %s binding', (binding) => {
  it('is the one that was asked for', async () => {
    await using backend = await ortBackend({ binding });
    expect(backend.name).toBe(binding === 'koffi' ? 'ort-native' : 'ort-plain');
  });

  it('leaves the event loop free during a run', async () => {
    await using backend = await ortBackend({ binding, intraOpThreads: 1 });
    await using executable = await backend.compile(longProgram());
    let ticks = 0;
    let running = true;
    const count = (): void => {
      ticks += 1;
      if (running) setImmediate(count);
    };
    const run = executable.run({ x: square });
    setImmediate(count);
    await run;
    running = false;
    expect(ticks).toBeGreaterThan(100);
  });

  it('stops waiting when the signal aborts in the middle of a run, and the tensors are free', async () => {
    await using backend = await ortBackend({ binding, intraOpThreads: 1 });
    await using executable = await backend.compile(longProgram());
    const y = backend.empty('f32', [size, size]);
    const controller = new AbortController();
    const reason = new Error('enough');
    setImmediate(() => setImmediate(() => controller.abort(reason)));
    await expect(executable.run({ x: square }, { outputs: { y }, signal: controller.signal })).rejects.toBe(
      reason,
    );
    // The last product was never stored, now or later.
    expect((await y.read()).data.every((value) => value === 0)).toBe(true);
    await executable.run({ x: square }, { outputs: { y } });
    expect((await y.read()).data[0]).toBeCloseTo(1 / size);
  });

  it('honours every option and computes the same', async () => {
    const options: OrtNodeOptions[] = [
      { intraOpThreads: 2, interOpThreads: 2, executionMode: 'parallel', spinning: false },
      { graphOptimizationLevel: 'disabled', memoryArena: false, memoryPattern: false, prepacking: false },
      { graphOptimizationLevel: 'basic', logSeverity: 'error', providers: ['cpu'] },
    ];
    const graph = trace(({ x }) => ({ y: matmul(x, x) }), { x: { dtype: 'f32', shape: [2, 2] } });
    for (const option of options) {
      await using backend = await ortBackend({ binding, ...option });
      await using executable = await backend.compile(graph);
      const { y } = await executable.run({ x: hostTensor('f32', [1, 2, 3, 4], [2, 2]) });
      expect((await y?.read())?.data).toEqual(Float32Array.of(7, 10, 15, 22));
    }
  });

  it('refuses thread counts that are not positive integers, and choices that are not offered', async () => {
    for (const option of [
      { intraOpThreads: 0 },
      { interOpThreads: 1.5 },
      { graphOptimizationLevel: 'none' } as unknown as OrtNodeOptions,
    ]) {
      await expect(ortBackend({ binding, ...option })).rejects.toMatchObject({ code: 'FM_ARGUMENT' });
    }
  });

  it('names what is available when a provider is not in this build', async () => {
    const missing = process.platform === 'darwin' ? 'dml' : 'coreml';
    const error = await ortBackend({ binding, providers: [missing] }).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'FM_UNSUPPORTED' });
    expect((error as Error).message).toMatch(new RegExp(`"${missing}"[^]*cpu`, 'i'));
  });

  it('writes a profile that says which operators took how long', async () => {
    await using backend = await ortBackend({ binding, profile: join(folder, binding) });
    await using executable = await backend.compile(longProgram(), { name: 'power' });
    await executable.run({ x: square });
    await executable.run({ x: square });
    const path = await executable.endProfile();
    const table = parseProfile(readFileSync(path, 'utf8'));
    const row = table.find(({ operator }) => operator === 'MatMul' || operator === 'FusedMatMul');
    expect(row).toMatchObject({ calls: 600, provider: 'CPUExecutionProvider' });
    expect(row?.milliseconds).toBeGreaterThan(0);
    expect(table.reduce((total, { share }) => total + share, 0)).toBeCloseTo(1);
    expect(await executable.endProfile()).toBe(path);
  });

  it('says that profiling is off', async () => {
    await using backend = await ortBackend({ binding });
    await using executable = await backend.compile(
      trace(({ x }) => ({ y: add(x, x) }), { x: { dtype: 'f32', shape: [1] } }),
    );
    await expect(executable.endProfile()).rejects.toMatchObject({ code: 'FM_ARGUMENT' });
  });
});

describe('bf16', () => {
  const graph = trace(({ x }) => ({ y: cast(cast(x, 'f32'), 'bf16') }), { x: { dtype: 'bf16', shape: [3] } });

  it('goes in and out through the C API', async () => {
    await using backend = await ortBackend({ binding: 'koffi' });
    await using executable = await backend.compile(graph);
    const x = hostTensor('bf16', [1, -2, 0.5]);
    const { y } = await executable.run({ x });
    expect(await y?.read()).toEqual(x);
  });

  it('is refused by the plain binding', async () => {
    await using backend = await ortBackend({ binding: 'plain' });
    await expect(backend.compile(graph)).rejects.toMatchObject({ code: 'FM_UNSUPPORTED' });
  });
});

it('refuses profiles that are not profiles', () => {
  expect(() => parseProfile('[{"cat": "Node"')).toThrow(expect.objectContaining({ code: 'FM_FORMAT' }));
  expect(() => parseProfile('{}')).toThrow(expect.objectContaining({ code: 'FM_FORMAT' }));
});
