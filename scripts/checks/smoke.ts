/**
 * Loads the packed packages on the Node that the system has (the scripts themselves run on the
 * newer one among the dependencies), as somebody who installed them would, and runs the program of
 * `pnpm consumers`, which tries more.
 */
import { accessSync, constants, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { nativeMain } from '../consumers/programs.ts';
import { expectedFindings, plainProgram } from '../consumers/workplace.ts';
import { execute } from '../process.ts';
import { packages, root } from '../workspace.ts';

const packed = join(root, 'node_modules', '.packed');

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The first `node` on the path that is not one of our dependencies. */
function systemNode(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = folders
    .filter((folder) => !folder.includes('node_modules'))
    .map((folder) => join(folder, 'node'))
    .find(isExecutable);
  if (found === undefined) throw new Error('no node on the path besides the one in node_modules');
  return found;
}

// A consumer with the packages as they come out of the tarballs; their own dependencies are linked.
const consumer = join(packed, 'consumer');
rmSync(consumer, { recursive: true, force: true });
mkdirSync(join(consumer, 'node_modules', '@fm'), { recursive: true });
for (const { name, folder } of packages()) {
  const unpacked = join(packed, name.replace('@fm/', ''), 'package');
  rmSync(join(unpacked, 'node_modules'), { recursive: true, force: true });
  symlinkSync(join(folder, 'node_modules'), join(unpacked, 'node_modules'));
  symlinkSync(unpacked, join(consumer, 'node_modules', name));
}

const specifiers = packages()
  .flatMap(({ entries }) => entries.map(({ specifier }) => specifier))
  // Needs a browser.
  .filter((specifier) => specifier !== '@fm/ort/web');
writeFileSync(
  join(consumer, 'main.mjs'),
  `for (const specifier of ${JSON.stringify(specifiers)}) {
  const module = await import(specifier);
  console.log(process.version, specifier, Object.keys(module).length, 'names');
}
await import('./program.js');
`,
);
writeFileSync(join(consumer, 'all-packages.js'), plainProgram);
writeFileSync(join(consumer, 'program.js'), nativeMain(await expectedFindings()));
writeFileSync(join(consumer, 'package.json'), '{ "type": "module" }');

const { code, output } = await execute([systemNode(), 'main.mjs'], { cwd: consumer });
console.log(output.trimEnd());
process.exitCode = code;
