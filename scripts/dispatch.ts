/**
 * Runs a program of the repository by kind and name, on the packages' source:
 *
 *     pnpm bench train          benchmarks/train/main.ts
 *     pnpm study shakespeare    benchmarks/studies/shakespeare/main.ts
 *     pnpm conformance ops      benchmarks/conformance/ops/main.ts
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { execute } from './process.ts';
import { root } from './workspace.ts';

const folders: Record<string, string> = {
  bench: 'benchmarks',
  study: 'benchmarks/studies',
  conformance: 'benchmarks/conformance',
};

const [kind = '', name = '', ...rest] = process.argv.slice(2);
const folder = folders[kind];
if (folder === undefined) throw new Error(`"${kind}" is none of ${Object.keys(folders).join(', ')}`);

const program = join(root, folder, name, 'main.ts');
if (name === '' || !existsSync(program)) {
  const base = join(root, folder);
  const known = existsSync(base)
    ? readdirSync(base).filter((each) => existsSync(join(base, each, 'main.ts')))
    : [];
  console.error(`usage: pnpm ${kind} <name>, where <name> is one of: ${known.join(', ') || '(none)'}`);
  process.exit(2);
}

const { code } = await execute(['node', '--conditions=@fm/source', program, ...rest], {
  live: true,
});
process.exitCode = code;
