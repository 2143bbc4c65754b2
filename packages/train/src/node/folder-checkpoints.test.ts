import { existsSync } from 'node:fs';
import { mkdtemp, open, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Checkpoint, type FmError, hostTensor } from '@fm/core';
import { storageFailure } from '@fm/core/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type FileSystem, nodeFileSystem } from './file-system.ts';
import { FolderCheckpoints, folderCheckpoints } from './folder-checkpoints.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fm-checkpoints-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const checkpointAt = (step: number): Checkpoint => ({
  step,
  tensors: {
    'parameters/w': hostTensor('f32', [step, 0.1, Number.NaN], [3]),
    key: hostTensor('i32', [1, 2]),
  },
  cursor: { pass: 1, next: step },
  metadata: { config: { layers: 2 }, note: 'ü' },
});

describe('folderCheckpoints', () => {
  it('gives back what was saved, to the last bit', async () => {
    await folderCheckpoints(folder).save(checkpointAt(7));
    expect(await folderCheckpoints(folder).latest()).toEqual(checkpointAt(7));
  });

  it('has none in a folder that is not there', async () => {
    const store = folderCheckpoints(join(folder, 'missing'));
    expect(await store.latest()).toBeUndefined();
    expect(await store.best()).toBeUndefined();
  });

  it('keeps the newest and the best, and tidies up what interrupted runs left', async () => {
    await nodeFileSystem.makeFolder(join(folder, 'step-00000009.tmp'));
    const store = folderCheckpoints(folder, { keep: 2 });
    for (const step of [1, 2, 3, 4, 5])
      await store.save(checkpointAt(step), step === 2 ? { tag: 'best' } : {});
    expect((await readdir(folder)).sort()).toEqual([
      'best',
      'step-00000002',
      'step-00000004',
      'step-00000005',
    ]);
    expect((await store.best())?.step).toBe(2);
    expect((await store.latest())?.step).toBe(5);
  });

  it('prefers the later of two checkpoints of one step', async () => {
    const store = folderCheckpoints(folder);
    await store.save(checkpointAt(1));
    await store.save({ ...checkpointAt(1), metadata: { second: true } });
    expect((await store.latest())?.metadata).toEqual({ second: true });
  });

  const damages: Record<string, (newest: string) => Promise<void>> = {
    'a truncated tensor file': (newest) => truncate(join(newest, 'state.safetensors'), 100),
    'a flipped bit in a tensor': async (newest) => {
      const bytes = await readFile(join(newest, 'state.safetensors'));
      bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
      await writeFile(join(newest, 'state.safetensors'), bytes);
    },
    'a changed digit in the record': async (newest) => {
      const text = await readFile(join(newest, 'checkpoint.json'), 'utf8');
      await writeFile(join(newest, 'checkpoint.json'), text.replace('"pass": 1', '"pass": 2'));
    },
    'a record that is no JSON': (newest) => writeFile(join(newest, 'checkpoint.json'), '{'),
    'a missing tensor file': (newest) => rm(join(newest, 'state.safetensors')),
  };
  for (const [damage, apply] of Object.entries(damages)) {
    it(`falls back to the checkpoint before, with a warning, after ${damage}`, async () => {
      const store = folderCheckpoints(folder);
      await store.save(checkpointAt(1));
      await store.save(checkpointAt(2));
      await apply(join(folder, 'step-00000002'));
      const warnings: FmError[] = [];
      const found = await store.latest({ onWarning: (warning) => warnings.push(warning) });
      expect(found).toEqual(checkpointAt(1));
      expect(warnings).toHaveLength(1);
      expect(warnings[0]?.message).toContain('step-00000002');
    });
  }

  /** A file system that fails at the `nth` call that changes something. */
  function failing(nth: number, code: string): { fileSystem: FileSystem; failed: () => boolean } {
    let calls = 0;
    const count = (): void => {
      if (++calls === nth) throw Object.assign(new Error(`${code}: no space left on device`), { code });
    };
    return {
      failed: () => calls >= nth,
      fileSystem: {
        ...nodeFileSystem,
        makeFolder: async (path) => (count(), nodeFileSystem.makeFolder(path)),
        rename: async (from, to) => (count(), nodeFileSystem.rename(from, to)),
        async replace(path, text) {
          try {
            count();
          } catch (error) {
            throw storageFailure(`Cannot write ${path}`, error);
          }
          await nodeFileSystem.replace(path, text);
        },
        async create(path) {
          count();
          const file = await nodeFileSystem.create(path);
          return {
            ...file,
            write: async (bytes) => (count(), file.write(bytes)),
            sync: async () => (count(), file.sync()),
          };
        },
      },
    };
  }

  it('keeps the last good checkpoint intact wherever saving fails, and says what to do', async () => {
    await folderCheckpoints(folder).save(checkpointAt(1));
    let failures = 0;
    for (let nth = 1; nth < 40; nth++) {
      const { fileSystem, failed } = failing(nth, 'ENOSPC');
      const saved = new FolderCheckpoints(folder, {}, fileSystem).save(checkpointAt(2), { tag: 'best' });
      const error = await saved.then(
        () => undefined,
        (reason: unknown) => reason,
      );
      if (!failed()) break;
      failures++;
      expect(error).toMatchObject({
        code: 'FM_STORAGE',
        message: expect.stringContaining('the checkpoint of step 2'),
        hint: expect.stringMatching(/disk is full.*is intact/),
      });
      const latest = await folderCheckpoints(folder).latest({
        onWarning: (warning) => expect.unreachable(warning.message),
      });
      expect([checkpointAt(1), checkpointAt(2)]).toContainEqual(latest);
      expect(
        (await readdir(folder)).filter((name) => name.startsWith('step-') && name.endsWith('.tmp')),
      ).toEqual([]);
      await rm(join(folder, 'step-00000002'), { recursive: true, force: true });
    }
    expect(failures).toBeGreaterThan(8);
  });

  it.runIf(existsSync('/dev/full'))('reports a disk that is really full', async () => {
    await folderCheckpoints(folder).save(checkpointAt(1));
    const fileSystem: FileSystem = {
      ...nodeFileSystem,
      async create(path) {
        if (!path.endsWith('state.safetensors')) return nodeFileSystem.create(path);
        const full = await open('/dev/full', 'w');
        return {
          write: async (bytes) => void (await full.write(bytes)),
          sync: () => full.sync(),
          close: () => full.close(),
        };
      },
    };
    await expect(new FolderCheckpoints(folder, {}, fileSystem).save(checkpointAt(2))).rejects.toMatchObject({
      code: 'FM_STORAGE',
      received: expect.stringContaining('ENOSPC'),
      hint: expect.stringMatching(/disk is full.*smaller `keep`.*is intact/),
    });
    expect(await folderCheckpoints(folder).latest()).toEqual(checkpointAt(1));
  });

  it('refuses to keep none', () => {
    expect(() => folderCheckpoints(folder, { keep: 0 })).toThrow(
      expect.objectContaining({ code: 'FM_ARGUMENT' }),
    );
  });
});
