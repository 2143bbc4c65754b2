/** Runs the TypeScript blocks of the READMEs that promise to run. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { execute } from '../process.ts';
import { root } from '../workspace.ts';

// Beside the examples, whose dependencies are those of a user of the toolkit.
const file = join(root, 'examples', 'readme.generated.ts');
for (const readme of ['README.md', 'packages/diffusion/README.md', 'packages/prompt/README.md']) {
  const text = readFileSync(join(root, readme), 'utf8');
  const blocks = [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
  if (blocks.length === 0) throw new Error(`${readme} has no \`\`\`ts block`);
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
}
