import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { folderCheckpoints } from './folder-checkpoints.ts';

const program = fileURLToPath(new URL('../testing/resumable-training.ts', import.meta.url));
const steps = 600;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fm-killed-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Runs the program until it ends, or kills it `delay` milliseconds after its first step; tells whether it was killed. */
function start(path: string, delay?: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--conditions=@fm/source', program, path, `${steps}`], {
      stdio: ['ignore', 'pipe', 'pipe'],
      // The first process to end leaves what it compiled to the others.
      env: { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') },
    });
    let problems = '';
    child.stderr.on('data', (text: Buffer) => (problems += text.toString()));
    child.stdout.once('data', () => {
      if (delay !== undefined) setTimeout(() => child.kill('SIGKILL'), delay);
    });
    child.stdout.resume();
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (code === 0 || signal === 'SIGKILL') resolve(signal === 'SIGKILL');
      else reject(new Error(problems));
    });
  });
}

it('ends bit-identical when it is killed at 20 random moments', async () => {
  const [disturbed, undisturbed] = [join(folder, 'disturbed'), join(folder, 'undisturbed')];
  await start(undisturbed);
  let kills = 0;
  while (kills < 20 && (await start(disturbed, Math.random() * 60))) kills++;
  expect(kills).toBe(20);
  await start(disturbed);
  const [expected, actual] = await Promise.all(
    [undisturbed, disturbed].map((path) => folderCheckpoints(path).latest()),
  );
  expect(expected?.step).toBe(steps);
  expect(actual).toEqual(expected);
});
