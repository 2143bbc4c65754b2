/** Runs the first TypeScript block of README.md. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { execute } from '../process.ts';
import { root } from '../workspace.ts';

const text = readFileSync(join(root, 'README.md'), 'utf8');
const block = /```ts\n([\s\S]*?)```/.exec(text)?.[1];
if (block === undefined) throw new Error('README.md has no ```ts block');

// Beside the examples, whose dependencies are those of a user of the toolkit.
const file = join(root, 'examples', 'readme.generated.ts');
writeFileSync(file, block);
try {
  const { code, output } = await execute(['node', '--conditions=@fm/source', file], {
    timeout: 300_000,
  });
  console.log(output.trimEnd());
  process.exitCode = code;
} finally {
  rmSync(file);
}
