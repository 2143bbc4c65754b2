import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Tests that answer for a file within a glance. */
export interface NearTests {
  /** Absolute paths. */
  readonly tests: readonly string[];
  /** Only the tests of this name, where a table of cases has a name for the file. */
  readonly name?: RegExp;
}

/**
 * The test of a file's name, else those in its folder, else in the nearest folder above that has any.
 * An op with a table of cases (`add.cases.ts`) means the tests over that table only.
 */
export function testsBeside(files: readonly string[]): NearTests {
  const [file = '', ...others] = files;
  if (others.length > 0) return { tests: [...new Set(files.flatMap((each) => testsBeside([each]).tests))] };
  const folder = dirname(file);
  const stem = basename(file).split('.')[0] ?? '';
  const ownTest = join(folder, `${stem}.test.ts`);
  if (existsSync(ownTest)) return { tests: [ownTest] };
  const tests = testsIn(folder);
  if (!existsSync(join(folder, `${stem}.cases.ts`))) return { tests };
  const name = stem.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  return { tests, name: new RegExp(`^${name} `) };
}

function testsIn(folder: string): string[] {
  const tests = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.test.ts')) : [];
  if (tests.length > 0) return tests.map((file) => join(folder, file));
  return existsSync(join(folder, 'package.json')) || folder === dirname(folder)
    ? []
    : testsIn(dirname(folder));
}
