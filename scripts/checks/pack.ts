/** Packs every package as `pnpm publish` would and examines the tarballs. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { checkErrorGuide } from '../error-codes.ts';
import { execute } from '../process.ts';
import { packages, root } from '../workspace.ts';

const target = join(root, 'node_modules', '.packed');
rmSync(target, { recursive: true, force: true });

let failures = 0;
async function step(label: string, command: readonly string[], cwd: string): Promise<void> {
  const { code, output } = await execute(command, { cwd });
  if (code === 0) return;
  failures++;
  console.error(`${label}\n${output}`);
}

for (const { name, folder } of packages()) {
  const directory = join(target, name.replace('@fm/', ''));
  mkdirSync(directory, { recursive: true });
  const tarball = join(directory, 'package.tgz');
  await step(`pack ${name}`, ['pnpm', 'pack', '--out', tarball], folder);
  await step(`publint ${name}`, ['publint', tarball, '--strict'], root);
  await step(`attw ${name}`, ['attw', tarball, '--profile', 'esm-only', '--no-emoji'], root);
  await step(`unpack ${name}`, ['tar', '-xzf', tarball, '-C', directory], root);
  console.log(`${name} packed and examined`);
}
// Where the messages of errors lead.
if (failures === 0) checkErrorGuide(join(target, 'core', 'package', 'troubleshooting.md'));
process.exitCode = failures === 0 ? 0 : 1;
