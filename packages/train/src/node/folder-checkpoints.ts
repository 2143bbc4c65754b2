import { createHash } from 'node:crypto';
import { join } from 'node:path';

import {
  ArgumentError,
  type Checkpoint,
  type CheckpointStore,
  FmError,
  FormatError,
  openSafetensors,
  safetensorsChunks,
  type TensorToWrite,
} from '@fm/core';
import { storageFailure } from '@fm/core/node';
import { parseRecord, type CheckpointRecord, stringifyRecord } from './checkpoint-record.ts';
import { type FileSystem, type NewFile, nodeFileSystem } from './file-system.ts';

/** Options of {@link folderCheckpoints}. */
export interface FolderCheckpointsOptions {
  /** How many of the newest checkpoints stay; the best one stays in any case. @default 3 */
  readonly keep?: number;
}

/**
 * Checkpoints in a folder, each in a folder of its own: `step-00001000/state.safetensors` with every tensor and
 * `checkpoint.json` with step, data cursor, metadata and checksums.
 *
 * A checkpoint appears all at once: it is written under another name, forced to the disk, then renamed. Whatever
 * happens while saving, those saved before stay intact; whatever happens to the newest afterwards, `latest` finds the one
 * before.
 *
 * @param path - the folder; made if need be
 * @throws {ArgumentError} when `keep` is no positive integer
 * @example
 * ```ts
 * import { hostTensor } from '@fm/core';
 * import { folderCheckpoints } from '@fm/train/node';
 *
 * const store = folderCheckpoints('runs/shakespeare/checkpoints', { keep: 2 });
 * await store.latest(); // => undefined
 * const tensors = { 'parameters/weight': hostTensor('f32', [1, 2]) };
 * await store.save({ step: 100, tensors, cursor: undefined, metadata: {} });
 * (await store.latest())?.step; // => 100
 * ```
 */
export function folderCheckpoints(path: string, options: FolderCheckpointsOptions = {}): CheckpointStore {
  return new FolderCheckpoints(path, options, nodeFileSystem);
}

const pattern = /^step-(\d{8,})(?:-(\d+))?$/;
const bestFile = 'best';

/** {@link folderCheckpoints} on a given file system. */
export class FolderCheckpoints implements CheckpointStore {
  readonly #path: string;
  readonly #keep: number;
  readonly #fileSystem: FileSystem;

  constructor(path: string, { keep = 3 }: FolderCheckpointsOptions, fileSystem: FileSystem) {
    if (!Number.isInteger(keep) || keep < 1) {
      throw new ArgumentError('folderCheckpoints: keep is out of range', {
        expected: 'a positive integer',
        received: `${keep}`,
      });
    }
    this.#path = path;
    this.#keep = keep;
    this.#fileSystem = fileSystem;
  }

  async save(checkpoint: Checkpoint, { tag }: { readonly tag?: 'best' } = {}): Promise<void> {
    const fs = this.#fileSystem;
    let temporary: string | undefined;
    try {
      await fs.makeFolder(this.#path);
      const name = await this.#freeName(checkpoint.step);
      temporary = join(this.#path, `${name}.tmp`);
      await fs.remove(temporary);
      await fs.makeFolder(temporary);
      const state = await this.#writeTensors(join(temporary, 'state.safetensors'), checkpoint);
      const { step, cursor, metadata } = checkpoint;
      await this.#writeText(
        join(temporary, 'checkpoint.json'),
        stringifyRecord({ step, cursor: cursor ?? null, metadata, state }),
      );
      await fs.syncFolder(temporary);
      await fs.rename(temporary, join(this.#path, name));
      await fs.syncFolder(this.#path);
      if (tag === 'best') await fs.replace(join(this.#path, bestFile), name);
      await this.#retain();
    } catch (error) {
      if (temporary !== undefined) await fs.remove(temporary).catch(() => {});
      const [newest] = await this.#names().catch(() => []);
      // What tells of one file only is told again, of the checkpoint.
      const reason = FmError.is(error) && error.code === 'FM_STORAGE' ? error.cause : error;
      const notes = [
        ...(isOutOfSpace(reason) ? ['Fewer checkpoints, a smaller `keep`, need less.'] : []),
        ...(newest === undefined ? [] : [`The checkpoint ${join(this.#path, newest)} is intact.`]),
      ];
      throw storageFailure(
        `Cannot save the checkpoint of step ${checkpoint.step} in ${this.#path}`,
        reason,
        notes.length === 0 ? undefined : notes.join(' '),
      );
    }
  }

  async latest({ onWarning }: { readonly onWarning?: (warning: FmError) => void } = {}): Promise<
    Checkpoint | undefined
  > {
    for (const name of await this.#names()) {
      try {
        return await this.#read(name);
      } catch (error) {
        if (!FmError.is(error)) throw error;
        onWarning?.(error);
      }
    }
    return undefined;
  }

  async best(): Promise<Checkpoint | undefined> {
    const name = await this.#bestName();
    return name === undefined ? undefined : this.#read(name);
  }

  /** Finished checkpoints, newest first. */
  async #names(): Promise<readonly string[]> {
    const found = (await this.#fileSystem.list(this.#path)).filter((name) => pattern.test(name));
    const rank = (name: string): readonly [number, number] => {
      const [, step, attempt = '0'] = pattern.exec(name) as RegExpExecArray;
      return [Number(step), Number(attempt)];
    };
    return found.sort((a, b) => rank(b)[0] - rank(a)[0] || rank(b)[1] - rank(a)[1]);
  }

  /** A name for a step's checkpoint; one that was saved before under the same step is not touched. */
  async #freeName(step: number): Promise<string> {
    const taken = await this.#names();
    const name = `step-${`${step}`.padStart(8, '0')}`;
    for (let attempt = 0; ; attempt++) {
      const candidate = attempt === 0 ? name : `${name}-${attempt}`;
      if (!taken.includes(candidate)) return candidate;
    }
  }

  async #writeTensors(path: string, { tensors }: Checkpoint): Promise<CheckpointRecord['state']> {
    const lazy = Object.entries(tensors).map(([name, tensor]): [string, TensorToWrite] => [
      name,
      { dtype: tensor.dtype, shape: tensor.shape, read: () => tensor },
    ]);
    const hash = createHash('sha256');
    let bytes = 0;
    await this.#write(path, async (file) => {
      for await (const chunk of safetensorsChunks(Object.fromEntries(lazy), { format: 'fm' })) {
        hash.update(chunk);
        bytes += chunk.byteLength;
        await file.write(chunk);
      }
    });
    return { bytes, sha256: hash.digest('hex') };
  }

  async #writeText(path: string, text: string): Promise<void> {
    await this.#write(path, (file) => file.write(new TextEncoder().encode(text)));
  }

  /** Writes a new file and forces it to the disk. */
  async #write(path: string, content: (file: NewFile) => Promise<void>): Promise<void> {
    const file = await this.#fileSystem.create(path);
    try {
      await content(file);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  async #bestName(): Promise<string | undefined> {
    const names = await this.#fileSystem.list(this.#path);
    if (!names.includes(bestFile)) return undefined;
    const name = await this.#fileSystem.readText(join(this.#path, bestFile));
    return names.includes(name) && pattern.test(name) ? name : undefined;
  }

  /** Removes what the retention policy does not keep, and what interrupted runs left behind. */
  async #retain(): Promise<void> {
    const best = await this.#bestName();
    const old = (await this.#names()).slice(this.#keep).filter((name) => name !== best);
    const unfinished = (await this.#fileSystem.list(this.#path)).filter((name) =>
      /^step-.*\.tmp$/.test(name),
    );
    for (const name of [...old, ...unfinished]) await this.#fileSystem.remove(join(this.#path, name));
  }

  async #read(name: string): Promise<Checkpoint> {
    const folder = join(this.#path, name);
    try {
      const recordPath = join(folder, 'checkpoint.json');
      const { step, cursor, metadata, state } = parseRecord(
        await this.#fileSystem.readText(recordPath),
        recordPath,
      );
      const statePath = join(folder, 'state.safetensors');
      await using source = await this.#fileSystem.openSource(statePath);
      const hash = createHash('sha256');
      const chunk = 2 ** 22;
      for (let at = 0; at < source.size; at += chunk)
        hash.update(await source.read(at, Math.min(chunk, source.size - at)));
      if (source.size !== state.bytes || hash.digest('hex') !== state.sha256) {
        throw new FormatError(`The checkpoint ${statePath} is damaged`, {
          expected: `${state.bytes} bytes with SHA-256 ${state.sha256}`,
          received: `${source.size} bytes with another checksum`,
          hint: 'Use an older checkpoint.',
        });
      }
      const file = await openSafetensors(source);
      const tensors = [];
      for (const tensor of file.entries.keys()) tensors.push([tensor, await file.read(tensor)] as const);
      return { step, cursor: cursor ?? undefined, metadata, tensors: Object.fromEntries(tensors) };
    } catch (error) {
      throw storageFailure(`Cannot read the checkpoint ${folder}`, error);
    }
  }
}

function isOutOfSpace(error: unknown): boolean {
  const { code = '' } = Object(error) as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT';
}
