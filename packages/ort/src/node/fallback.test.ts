import { afterEach, expect, it, vi } from 'vitest';
import { ortBackend } from './ort-backend.ts';
import { PlainRuntime } from './plain/plain-runtime.ts';

vi.mock('koffi', () => {
  throw new Error('no prebuilt koffi for this platform');
});

afterEach(() => vi.restoreAllMocks());

it('falls back to the plain binding where koffi cannot be loaded', async () => {
  await using backend = await ortBackend();
  expect(backend.name).toBe('ort-plain');
});

it('says why each binding failed and what to install', async () => {
  vi.spyOn(PlainRuntime, 'load').mockRejectedValue(new Error('no binding for this platform'));
  const error = await ortBackend().catch((e: unknown) => e);
  expect(error).toMatchObject({ code: 'FM_BACKEND' });
  expect((error as Error).message).toMatch(
    /koffi: [^]*plain: no binding for this platform[^]*Install "onnxruntime-node" and "koffi"/,
  );
});

it('does not fall back when koffi was asked for', async () => {
  await expect(ortBackend({ binding: 'koffi' })).rejects.toMatchObject({ code: 'FM_BACKEND' });
});
