/** Runs every `examples/<feature>/main.ts`. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { execute } from '../process.ts';
import { root } from '../workspace.ts';

const folder = join(root, 'examples');
const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'main.ts')));

let failures = 0;
for (const name of names) {
  const start = performance.now();
  const { code, output } = await execute(['node', '--conditions=@fm/source', join(folder, name, 'main.ts')], {
    timeout: 300_000,
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`  ${code === 0 ? '✓' : '✗'} examples/${name} (${seconds} s)`);
  if (code === 0) continue;
  failures++;
  console.log(output);
}
process.exitCode = failures === 0 ? 0 : 1;
