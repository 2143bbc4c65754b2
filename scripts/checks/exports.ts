/**
 * Compares the public names of every package with its `exports.txt`, so that a change of surface
 * is seen in review. `pnpm exports:update` writes the files.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import ts from 'typescript';

import { packages, root } from '../workspace.ts';

const update = process.argv.includes('--update');

const all = packages();
const program = ts.createProgram(
  all.flatMap(({ entries }) => entries.map(({ source }) => source)),
  {
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    target: ts.ScriptTarget.ESNext,
    customConditions: ['@fm/source'],
    allowImportingTsExtensions: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
  },
);
const checker = program.getTypeChecker();

function kindOf(symbol: ts.Symbol): string {
  const { flags } = (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol);
  if (flags & ts.SymbolFlags.Class) return 'class';
  if (flags & ts.SymbolFlags.Function) return 'function';
  if (flags & ts.SymbolFlags.Variable) return 'const';
  if (flags & ts.SymbolFlags.Interface) return 'interface';
  if (flags & ts.SymbolFlags.TypeAlias) return 'type';
  return 'namespace';
}

function namesOf(file: string): string[] {
  const source = program.getSourceFile(file);
  if (source === undefined) throw new Error(`${file} does not exist`);
  const module = checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${file} is not a module`);
  return checker
    .getExportsOfModule(module)
    .map((symbol) => `  ${symbol.name} ${kindOf(symbol)}`)
    .toSorted();
}

let changed = 0;
for (const { folder, entries } of all) {
  const lines = entries.flatMap(({ specifier, source }) => [specifier, ...namesOf(source), '']);
  const expected = lines.join('\n');
  const file = join(folder, 'exports.txt');
  const actual = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (actual === expected) continue;
  if (update) {
    writeFileSync(file, expected);
    console.log(`wrote ${relative(root, file)}`);
    continue;
  }
  changed++;
  const before = new Set(actual.split('\n'));
  const after = new Set(lines);
  console.error(`${relative(root, file)} does not match the source:`);
  for (const line of after.difference(before)) console.error(`+ ${line.trim()}`);
  for (const line of before.difference(after)) console.error(`- ${line.trim()}`);
}
if (changed > 0) {
  console.error('If the change is wanted: pnpm exports:update');
  process.exitCode = 1;
}
