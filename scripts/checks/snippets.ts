/** Executes the examples of docstrings that make claims: fenced blocks with `// => value` comments. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { claimModule, executable, type Snippet } from '../claims.ts';
import { execute } from '../process.ts';
import { packages, root, typescriptFiles } from '../workspace.ts';

function snippetsOf(file: string): Snippet[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^[ \t]*\* ```ts\n([\s\S]*?)^[ \t]*\* ```$/gm)].flatMap((match) => {
    const code = (match[1] ?? '').replaceAll(/^[ \t]*\* ?/gm, '');
    if (!code.includes('// =>')) return [];
    const line = text.slice(0, match.index).split('\n').length;
    return [{ place: `${relative(root, file)}:${line}`, code }];
  });
}

const snippets = packages().flatMap(({ folder }) =>
  typescriptFiles(join(folder, 'src'))
    .filter((file) => !file.endsWith('.test.ts'))
    .flatMap(snippetsOf),
);

// Beside the examples, whose dependencies are those of a user of the toolkit.
const folder = join(root, 'examples', '.snippets');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
try {
  writeFileSync(join(folder, 'claim.ts'), claimModule);
  const runs = snippets.map((snippet, index) => {
    writeFileSync(join(folder, `${index}.ts`), executable(snippet));
    return `await run(${JSON.stringify(snippet.place)}, () => import('./${index}.ts'));`;
  });
  writeFileSync(
    join(folder, 'main.ts'),
    `async function run(place: string, load: () => Promise<unknown>): Promise<void> {
  try {
    await load();
  } catch (error) {
    process.exitCode = 1;
    console.error(place + ': ' + (error instanceof Error ? error.message : String(error)));
  }
}
${runs.join('\n')}
`,
  );
  const { code, output } = await execute(['node', '--conditions=@fm/source', join(folder, 'main.ts')], {
    timeout: 300_000,
  });
  console.log(output.trimEnd());
  console.log(`${snippets.length} snippets`);
  process.exitCode = code;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
