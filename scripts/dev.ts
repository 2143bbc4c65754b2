/**
 * Runs the tests beside every file that is saved; the types of everything are checked in the background.
 *
 *     pnpm dev              until Ctrl+C; Enter runs all the tests that depend on what was saved last
 *     pnpm dev <file> …     changes these files and back, and says how long it takes to each result
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync, watch, writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';

import { createVitest } from 'vitest/node';

import { testsBeside } from './tests-beside.ts';
import { root } from './workspace.ts';

const vitest = await createVitest('test', {
  root,
  watch: false,
  // The first run after a start is as quick as the others.
  fsModuleCache: true,
  experimental: { diagnostics: false },
});
await vitest.standalone();

/** Loads a test of every package, so that the first save need not wait for what the tests have in common. */
async function warmUp(): Promise<void> {
  console.log('Loading what the tests have in common …');
  const byProject = new Map((await vitest.globTestSpecifications()).map((each) => [each.project, each]));
  await vitest.collectTests([...byProject.values()]);
}

/** Runs the tests beside files that have changed; says whether they pass, or undefined if there are none. */
async function runBeside(files: readonly string[]): Promise<boolean | undefined> {
  for (const file of files) vitest.invalidateFile(file);
  const { tests, name } = testsBeside(files);
  vitest.clearSpecificationsCache();
  const specifications = tests.length === 0 ? [] : await vitest.globTestSpecifications([...tests]);
  if (specifications.length === 0) return undefined;
  if (name === undefined) vitest.resetGlobalTestNamePattern();
  else vitest.setGlobalTestNamePattern(name);
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specifications);
  const ran = testModules.filter(({ moduleId }) => tests.includes(moduleId));
  return unhandledErrors.length === 0 && ran.every((module) => module.ok());
}

async function report(files: readonly string[]): Promise<void> {
  const saved = Math.max(...files.map((file) => statSync(file).mtimeMs));
  const passed = await runBeside(files);
  const names = files.map((file) => relative(root, file)).join(', ');
  const seconds = `${((Date.now() - saved) / 1000).toFixed(1)} s after the save`;
  console.log(
    passed === undefined ? `${names}: no tests beside` : `${passed ? '✓' : '✗'} ${names}: ${seconds}`,
  );
}

async function measure(files: readonly string[]): Promise<void> {
  await warmUp();
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    try {
      writeFileSync(file, `${text}\n`);
      await report([file]);
    } finally {
      writeFileSync(file, text);
    }
    await report([file]);
  }
  await vitest.close();
}

const background = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of background) child.kill();
});
// Ctrl+C reaches the background by itself; these do not.
for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1));

/** Work that gives way to the tests beside a file. */
function inBackground(command: string, args: readonly string[], stdout: 'pipe' | 'inherit'): ChildProcess {
  const file = join(root, 'node_modules', '.bin', command);
  const child = spawn(file, args, { cwd: root, stdio: ['ignore', stdout, 'inherit'] });
  background.add(child);
  child.on('exit', () => background.delete(child));
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  return child;
}

function checkTypes(): void {
  const { stdout } = inBackground('tsc', ['--watch', '--preserveWatchOutput', '--pretty'], 'pipe');
  if (stdout === null) return;
  createInterface(stdout).on('line', (line) => {
    const found = /Found (\d+) errors?/.exec(line)?.[1];
    if (found !== undefined) console.log(found === '0' ? '✓ types' : `✗ types: ${found} wrong`);
    else if (line !== '' && !line.includes('tarting ')) console.log(line);
  });
}

async function loop(): Promise<void> {
  const changed = new Set<string>();
  let events = 0;
  let latest: readonly string[] = [];
  let related: ChildProcess | undefined;
  let wake = (): void => {};

  for (const folder of ['packages', 'apps', 'benchmarks']) {
    watch(join(root, folder), { recursive: true }, (_, file) => {
      if (file === null || !/\.(?:ts|json|jinja)$/.test(file)) return;
      if (/(?:^|[\\/])(?:node_modules|dist|\.)/.test(file)) return;
      changed.add(join(root, folder, file));
      events++;
      wake();
    });
  }
  process.stdin.on('data', () => {
    if (latest.length === 0) return;
    related?.kill();
    related = inBackground('vitest', ['related', '--run', '--passWithNoTests', ...latest], 'inherit');
  });
  await warmUp();
  checkTypes();
  console.log('Save a file to run the tests beside it; Enter then runs all that depend on it.');

  for (;;) {
    if (changed.size === 0) await new Promise<void>((resolve) => (wake = resolve));
    // An editor may write a file in several steps, and git writes several files.
    for (let seen = -1; seen !== events; await setTimeout(30)) seen = events;
    related?.kill();
    const saved = [...changed].filter((file) => existsSync(file)).toSorted();
    changed.clear();
    if (saved.length === 0) continue;
    latest = saved;
    await report(saved);
  }
}

const files = process.argv.slice(2).map((file) => resolve(file));
await (files.length > 0 ? measure(files) : loop());
