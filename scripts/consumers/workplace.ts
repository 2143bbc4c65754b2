import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { execute } from '../process.ts';
import { packages, root } from '../workspace.ts';

/** A folder outside the repository with the packed packages, in which projects install them. */
export interface Workplace {
  readonly folder: string;
  /** Path of each package's tarball, by the package's name. */
  readonly tarballs: Readonly<Record<string, string>>;
  /** What the program finds in the repository, as JSON. */
  readonly expected: string;
  /** The project of that name, made and installed when it is first asked for. */
  project(name: string, contents: ProjectContents): Promise<string>;
}

/** What a project begins with. */
export interface ProjectContents {
  /** Packages of ours. @default all */
  readonly ours?: readonly string[];
  /** Packages of the registry, with their versions. */
  readonly dependencies?: Readonly<Record<string, string>>;
  /** Texts by file name. */
  readonly files?: Readonly<Record<string, string>>;
}

/** The program that every consumer runs, as TypeScript. */
export const program: string = readFileSync(
  join(root, 'examples', 'all-packages', 'all-packages.ts'),
  'utf8',
);

/** The same as JavaScript. */
export const plainProgram: string = stripTypeScriptTypes(program, { mode: 'strip' });

/** Packs the packages, which have to be built, and finds out what the program should find. */
export async function openWorkplace(): Promise<Workplace> {
  const folder = mkdtempSync(join(tmpdir(), 'fm-consumers-'));
  const tarballs: Record<string, string> = {};
  for (const { name, folder: source } of packages()) {
    const tarball = join(folder, `${name.replace('@fm/', '')}.tgz`);
    await run(['pnpm', 'pack', '--out', tarball], source);
    tarballs[name] = tarball;
  }
  const projects = new Map<string, Promise<string>>();
  return {
    folder,
    tarballs,
    expected: await expectedFindings(),
    project(name, contents) {
      const known = projects.get(name) ?? createProject(join(folder, name), tarballs, contents);
      projects.set(name, known);
      return known;
    },
  };
}

/** What the program finds on the source and in plain TypeScript, without a runtime, as JSON. */
export async function expectedFindings(): Promise<string> {
  const code = `import { referenceBackend } from '@fm/core';
import { allPackages } from './all-packages/all-packages.ts';
console.log(JSON.stringify(await allPackages(referenceBackend())));`;
  const command = ['node', '--conditions=@fm/source', '--input-type=module', '--eval', code];
  return (await run(command, join(root, 'examples'))).trim();
}

async function createProject(
  folder: string,
  tarballs: Readonly<Record<string, string>>,
  { ours = Object.keys(tarballs), dependencies = {}, files = {} }: ProjectContents,
): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const packed = Object.fromEntries(ours.map((name) => [name, `file:${tarballs[name]}`]));
  const manifest = { private: true, type: 'module', dependencies: { ...packed, ...dependencies } };
  writeFiles(folder, { 'package.json': JSON.stringify(manifest), ...files });
  await install(folder);
  return folder;
}

/** Installs what package.json says, from npm's cache where it can. No install script runs. */
async function install(folder: string): Promise<void> {
  const quiet = ['--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  await run(['npm', 'install', '--ignore-scripts', '--prefer-offline', ...quiet], folder);
}

/** Writes texts by file name, making folders as needed. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/**
 * Runs a command and gives its output.
 *
 * @throws {Error} with the output when the command fails
 */
export async function run(command: readonly string[], cwd: string): Promise<string> {
  const { code, output } = await execute(command, { cwd, timeout: 600_000 });
  if (code !== 0) throw new Error(`${command.slice(0, 3).join(' ')}\n${output.trim()}`);
  return output;
}
