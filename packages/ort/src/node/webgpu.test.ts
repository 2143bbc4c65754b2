import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** SwiftShader, a Vulkan device on the processor, as Debian's chromium package installs it. */
const driver = '/usr/lib/chromium/vk_swiftshader_icd.json';
const present = existsSync(driver);

const script = `
  import { hostTensor, matmul, add, trace } from '@fm/core';
  import { ortBackend } from '${new URL('../node.ts', import.meta.url)}';
  await using backend = await ortBackend({ binding: process.argv[1], providers: ['webgpu'] });
  const type = { dtype: 'f32', shape: [2, 2] };
  await using executable = await backend.compile(trace(({ x, w }) => ({ y: add(matmul(x, w), 1) }), { x: type, w: type }));
  const x = backend.tensor(hostTensor('f32', [1, 2, 3, 4], [2, 2]));
  const w = hostTensor('f32', [1, 0, 0, 1], [2, 2]);
  const y = backend.empty('f32', [2, 2]);
  const seen = [];
  for (let run = 0; run < 3; run++) {
    await executable.run({ x, w }, { outputs: { y } });
    seen.push([...(await y.read()).data]);
    await x.write(await y.read());
  }
  console.log(JSON.stringify(seen));
`;

describe(present ? 'the webgpu provider' : `the webgpu provider (skipped: there is no ${driver})`, () => {
  // A process of its own: the loader reads both variables when it starts.
  it.skipIf(!present).each(['koffi', 'plain'])(
    'runs, and sees new numbers in a bound tensor: %s',
    { timeout: 120_000 },
    (binding) => {
      const env = { ...process.env, VK_ICD_FILENAMES: driver, LD_LIBRARY_PATH: dirname(driver) };
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        ['--conditions=@fm/source', '--input-type=module', '--eval', script, binding],
        { cwd: fileURLToPath(new URL('../..', import.meta.url)), env, encoding: 'utf8' },
      );
      expect(status, stderr).toBe(0);
      expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toEqual([
        [2, 3, 4, 5],
        [3, 4, 5, 6],
        [4, 5, 6, 7],
      ]);
    },
  );
});
