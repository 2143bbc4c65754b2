/** Runs the TypeScript blocks of README.md. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { execute } from '../process.ts';
import { root } from '../workspace.ts';

const text = readFileSync(join(root, 'README.md'), 'utf8');
const blocks = [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
if (blocks.length === 0) throw new Error('README.md has no ```ts block');

// Beside the examples, whose dependencies are those of a user of the toolkit.
const file = join(root, 'examples', 'readme.generated.ts');
for (const block of blocks) {
  writeFileSync(file, block);
  try {
    const { code, output } = await execute(['node', '--conditions=@fm/source', file], { timeout: 300_000 });
    console.log(output.trimEnd());
    if (code !== 0) process.exitCode = code;
  } finally {
    rmSync(file);
  }
}
