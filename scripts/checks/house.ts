/**
 * The rules of the house that no linter knows: which layer may import which, what may reach Node,
 * how files are called, and that the documents name files that there are.
 */
import { existsSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';

import { deadPaths } from '../document-paths.ts';
import { packages, root, typescriptFiles } from '../workspace.ts';

/** Core's layers; each imports only those before it. Layers in one row do not see each other. */
const layers: readonly (readonly string[])[] = [
  ['errors'],
  ['tensor'],
  ['ir'],
  ['contracts'],
  ['trace'],
  ['ops'],
  ['autodiff', 'onnx', 'safetensors'],
  ['backend'],
  ['passes'],
  ['compile'],
  ['random'],
  ['nn'],
  ['testing', 'node'],
];

/** Entries that run in browsers too: nothing of Node may be reachable from them. */
const isomorphic = [
  '@fm/core',
  '@fm/core/testing',
  '@fm/train',
  '@fm/lm',
  '@fm/lm/tokenizer',
  '@fm/diffusion',
  '@fm/prompt',
  '@fm/ort/web',
];

const nodeOnly = [
  ...builtinModules,
  '@napi-rs/canvas',
  '@fontsource/inter',
  'cli-progress',
  'echarts',
  'koffi',
  'onnxruntime-node',
  'sharp',
];

const shapelessNames = ['utils', 'util', 'helpers', 'helper', 'common', 'types', 'misc', 'shared'];

const problems: string[] = [];
const report = (file: string, problem: string): void => {
  problems.push(`${relative(root, file)}: ${problem}`);
};

/** Module specifiers of a file's static and dynamic imports; type-only imports count as well. */
function importsOf(file: string): { specifier: string; typeOnly: boolean }[] {
  const text = readFileSync(file, 'utf8').replaceAll(/^\s*(\/\/|\*|\/\*).*$/gm, '');
  const pattern =
    /(?:^|[;}\s])(?:import|export)\s+(type\s)?[^'"`;]*?from\s*['"]([^'"]+)['"]|(?:^|[;\s])import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g;
  return [...text.matchAll(pattern)].map((match) => ({
    specifier: match[2] ?? match[3] ?? match[4] ?? '',
    typeOnly: match[1] !== undefined,
  }));
}

/** Tests, the `.cases.ts` files that list what a test tries, and what the tests of a package share. */
const isTest = (file: string): boolean =>
  /\.(?:test|cases)\.ts$/.test(file) || /\/packages\/(?!core)[^/]+\/src\/.*testing\//.test(file);
const rank = (layer: string): number => layers.findIndex((row) => row.includes(layer));

function checkLayers(coreSource: string, file: string): void {
  if (isTest(file)) return;
  const layerOf = (path: string): string => relative(coreSource, path).split('/')[0] ?? '';
  const from = layerOf(file);
  if (from === 'index.ts' || from === 'node.ts') return;
  if (rank(from) < 0) {
    report(file, `"${from}" is not a layer of core; add it to scripts/checks/house.ts`);
    return;
  }
  for (const { specifier } of importsOf(file)) {
    if (!specifier.startsWith('.')) continue;
    const to = layerOf(join(dirname(file), specifier));
    if (to !== from && rank(to) >= rank(from)) {
      report(file, `layer ${from} may not import ${specifier} (layer ${to} comes later)`);
    }
  }
}

/** Only core is imported by other packages; tests may use what devDependencies name. */
function checkPackages(name: string, file: string): void {
  for (const { specifier } of importsOf(file)) {
    const other = /^@fm\/[^/]+/.exec(specifier)?.[0];
    if (other === undefined) continue;
    if (other === name) report(file, `imports its own package as ${specifier}; use a relative path`);
    else if (other !== '@fm/core' && !isTest(file)) {
      report(file, `${name} may import @fm/core only, not ${specifier}`);
    }
  }
}

function checkName(file: string): void {
  const name = basename(file, '.ts');
  if (shapelessNames.includes(name.replace(/\.(?:test|cases)$/, ''))) {
    report(file, 'name a file after its main export');
  }
}

/** Walks from an isomorphic entry through relative imports and looks for anything of Node. */
function checkIsomorphic(specifier: string, entry: string): void {
  const cameFrom = new Map<string, string | undefined>([[entry, undefined]]);
  for (const file of cameFrom.keys()) {
    if (!existsSync(file)) continue;
    for (const imported of importsOf(file)) {
      if (imported.typeOnly) continue;
      if (imported.specifier.startsWith('.')) {
        const next = join(dirname(file), imported.specifier);
        if (!cameFrom.has(next)) cameFrom.set(next, file);
      } else if (
        imported.specifier.startsWith('node:') ||
        nodeOnly.some((name) => imported.specifier === name || imported.specifier.startsWith(`${name}/`))
      ) {
        const chain: string[] = [];
        for (let at: string | undefined = file; at !== undefined; at = cameFrom.get(at)) {
          chain.unshift(relative(root, at));
        }
        report(entry, `${specifier} reaches ${imported.specifier}: ${chain.join(' → ')}`);
      }
    }
  }
}

let files = 0;
for (const { name, folder, entries } of packages()) {
  const source = join(folder, 'src');
  for (const file of typescriptFiles(source)) {
    files++;
    checkName(file);
    checkPackages(name, file);
    if (name === '@fm/core') checkLayers(source, file);
  }
  for (const entry of entries) {
    if (isomorphic.includes(entry.specifier)) checkIsomorphic(entry.specifier, entry.source);
  }
}

problems.push(...deadPaths());
for (const problem of problems) console.error(problem);
console.log(`${files} files, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
