/**
 * Releases the packages, or does everything but publish:
 *
 *     pnpm release:dry            checks, audit, documentation, versions, tarballs, npm's rehearsal
 *     pnpm release:dry --again    the checks too, though they passed for this very tree
 *     pnpm release                the same on versions that are committed, and publishes
 *
 * Versions, changelogs, builds and tarballs are made in a clone, so that the working tree stays as it is.
 */
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

import { audit } from '../audit.ts';
import { committedTree, greenSince } from '../green-tree.ts';
import { execute } from '../process.ts';
import { packages, root } from '../workspace.ts';
import { requirePublishable } from './publishable.ts';
import { inspectTarball, type Tarball } from './tarball.ts';

const dry = process.argv.includes('--dry');
const again = process.argv.includes('--again');

async function run(
  command: readonly string[],
  options: { cwd?: string; live?: boolean } = {},
): Promise<string> {
  const { code, output } = await execute(command, options);
  if (code !== 0) throw new Error(`${command.join(' ')}\n${output}`);
  return output;
}

const step = (title: string): void => console.log(`\n— ${title}`);

async function runChecks(tree: string): Promise<void> {
  const since = again ? undefined : greenSince(tree);
  if (since !== undefined) {
    console.log(`all passed at ${since} for this very tree (${tree.slice(0, 12)}); --again runs them again`);
    return;
  }
  await run(['pnpm', 'check'], { live: true });
  if ((await committedTree()) !== tree) throw new Error('the checks changed files of the repository');
}

/** A vulnerability stops every release; a registry that does not answer stops only one that publishes. */
async function askForVulnerabilities(): Promise<void> {
  const { outcome, report } = await audit();
  console.log(`vulnerabilities: ${outcome}`);
  if (outcome === 'clean') return;
  if (outcome === 'vulnerable' || !dry) throw new Error(report);
  console.log(`${report.split('\n', 6).join('\n')}\nThis rehearsal goes on; a release would stop here.`);
}

/** A clone of the last commit with the versions and changelogs of the release, built. */
async function versionedClone(folder: string): Promise<string> {
  const clone = join(folder, 'clone');
  // A whole history: changesets looks for the commits that added them.
  await run(['git', 'clone', '--quiet', '--no-hardlinks', root, clone]);
  await run(['pnpm', 'install', '--frozen-lockfile', '--prefer-offline'], { cwd: clone });
  const pending = readdirSync(join(clone, '.changeset')).filter((file) => file.endsWith('.md'));
  if (pending.length > 0) await run(['pnpm', 'exec', 'changeset', 'version'], { cwd: clone });
  console.log(`${pending.length} changesets applied in ${clone}`);
  await run(['pnpm', 'run', 'build'], { cwd: clone });
  return clone;
}

async function packAll(clone: string): Promise<Tarball[]> {
  const target = join(root, 'runs', 'release');
  rmSync(target, { recursive: true, force: true });
  const tarballs: Tarball[] = [];
  for (const { name, folder } of packages()) {
    const home = join(clone, relative(root, folder));
    const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string };
    const unpacked = join(clone, '..', 'unpacked', name);
    mkdirSync(unpacked, { recursive: true });
    mkdirSync(target, { recursive: true });
    const file = join(target, `${name.replace('@fm/', 'fm-')}-${version}.tgz`);
    await run(['pnpm', 'pack', '--out', file], { cwd: home });
    tarballs.push(await inspectTarball(file, { name, version, unpacked }));
  }
  return tarballs;
}

function printTarballs(tarballs: readonly Tarball[]): void {
  const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(0)} kB`;
  const rows = tarballs.map(({ name, version, size, unpackedSize, files }) => [
    name,
    version,
    kilobytes(size),
    kilobytes(unpackedSize),
    String(files),
  ]);
  const table = [['package', 'version', 'tarball', 'unpacked', 'files'], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  console.log();
  for (const row of table) {
    const cells = row.map((cell, column) =>
      column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    console.log(cells.join('  '));
  }
  for (const { name, version, changes } of tarballs) {
    const lines = changes.split('\n').filter((line) => line !== '');
    const excerpt = lines.slice(0, 6).map((line) => (line.length > 110 ? `${line.slice(0, 109)}…` : line));
    const rest = lines.length - excerpt.length;
    console.log(
      `\n${name} ${version}\n  ${excerpt.join('\n  ')}${rest > 0 ? `\n  … ${rest} more lines` : ''}`,
    );
  }
}

step('a clean tree');
const tree = await committedTree();
if (tree === undefined) throw new Error('some files are not committed: git status');
if (!dry) requirePublishable();

step('the checks');
await runChecks(tree);
step('vulnerabilities in what users install');
await askForVulnerabilities();
step('the documentation');
await run(['pnpm', 'run', 'docs']);

const folder = mkdtempSync(join(tmpdir(), 'fm-release-'));
try {
  step('versions, changelogs and builds, in a clone');
  const clone = await versionedClone(folder);
  step('tarballs, with npm publish --dry-run of each');
  const tarballs = await packAll(clone);
  printTarballs(tarballs);

  const problems = tarballs.flatMap(({ name, problems: found }) =>
    found.map((problem) => `${name} ${problem}`),
  );
  if (new Set(tarballs.map(({ version }) => version)).size > 1) problems.push('the versions differ');
  if (problems.length > 0) throw new Error(`not fit for publication:\n${problems.join('\n')}`);
  if ((await committedTree()) !== tree) throw new Error('the working tree changed meanwhile');

  if (dry) {
    console.log(`\nNothing was published. The tarballs are in ${join('runs', 'release')}.`);
  } else {
    // Core first: the others depend on it.
    for (const { name, file } of tarballs) {
      step(`publish ${name}`);
      await run(['npm', 'publish', file], { live: true });
    }
    console.log(`\nPublished. What is left: git tag v${tarballs[0]?.version} && git push --tags`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
