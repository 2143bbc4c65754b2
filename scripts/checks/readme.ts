/**
 * Runs the TypeScript blocks of the READMEs that promise to run, and of the guides; `// => value` comments are checked.
 * Every error code must have its section in the guide to troubleshooting.
 *
 *     node --conditions=@fm/source scripts/checks/readme.ts                        all of them
 *     node --conditions=@fm/source scripts/checks/readme.ts docs/guides/start.md   only these files
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { claimModule, executable, type Snippet } from '../claims.ts';
import { execute } from '../process.ts';
import { packages, root, typescriptFiles } from '../workspace.ts';

const guides = readdirSync(join(root, 'docs', 'guides'))
  .filter((file) => file.endsWith('.md'))
  .map((file) => `docs/guides/${file}`);
const documents = ['README.md', 'packages/diffusion/README.md', 'packages/prompt/README.md', ...guides];

function blocksOf(document: string): Snippet[] {
  const text = readFileSync(join(root, document), 'utf8');
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map((match) => ({
    place: `${document}:${text.slice(0, match.index).split('\n').length}`,
    code: match[1] ?? '',
  }));
}

const troubleshooting = readFileSync(join(root, 'docs/guides/troubleshooting.md'), 'utf8');
const codes = packages()
  .flatMap(({ folder }) => typescriptFiles(join(folder, 'src')))
  .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/^ {2}readonly code = '(FM_\w+)'/gm)])
  .map(([, code]) => code);
for (const code of codes) {
  if (troubleshooting.includes(`\n## ${code}\n`)) continue;
  console.error(`docs/guides/troubleshooting.md has no section ${code}`);
  process.exitCode = 1;
}

const wanted = process.argv.slice(2);
const blocks = (wanted.length === 0 ? documents : wanted).flatMap(blocksOf);

// Beside the examples, whose dependencies are those of a user of the toolkit.
const folder = join(root, 'examples', '.readme');
rmSync(folder, { recursive: true, force: true });
mkdirSync(join(folder, 'work'), { recursive: true });
try {
  writeFileSync(join(folder, 'claim.ts'), claimModule);
  const runs = blocks.map((block, index) => {
    writeFileSync(join(folder, `${index}.ts`), executable(block));
    return `await run(${JSON.stringify(block.place)}, () => import('./${index}.ts'));`;
  });
  writeFileSync(
    join(folder, 'main.ts'),
    `async function run(place: string, load: () => Promise<unknown>): Promise<void> {
  const start = performance.now();
  try {
    await load();
  } catch (error) {
    process.exitCode = 1;
    console.error(place + ' failed:', error);
  }
  console.log('— ' + place + ', ' + ((performance.now() - start) / 1000).toFixed(1) + ' s');
}
${runs.join('\n')}
`,
  );
  // In an empty folder: what a block writes goes with it.
  const { code, output } = await execute(['node', '--conditions=@fm/source', join(folder, 'main.ts')], {
    cwd: join(folder, 'work'),
    timeout: 600_000,
  });
  console.log(output.trimEnd());
  console.log(`${blocks.length} blocks, ${codes.length} error codes`);
  if (code !== 0) process.exitCode = code;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
