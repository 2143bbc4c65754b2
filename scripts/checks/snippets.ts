/**
 * Typechecks and executes every example of every docstring; `// => value` comments are checked. A public function, class
 * or object of functions without an example fails.
 *
 *     node --conditions=@fm/source scripts/checks/snippets.ts                        all of them
 *     node --conditions=@fm/source scripts/checks/snippets.ts packages/core/src/nn   only the files under these paths
 */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

import ts from 'typescript';

import type { Snippet } from '../claims.ts';
import { checkSnippets } from '../snippets.ts';
import { packages, root, typescriptFiles } from '../workspace.ts';

function fail(problem: string): void {
  console.error(problem);
  process.exitCode = 1;
}

function snippetsOf(file: string): Snippet[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^[ \t]*\* ```(\w.*)\n([\s\S]*?)^[ \t]*\* ```$/gm)].flatMap((match) => {
    const [, language = '', block = ''] = match;
    const place = `${relative(root, file)}:${text.slice(0, match.index).split('\n').length}`;
    if (!/^(?:ts|js|typescript|javascript)\b/.test(language)) return [];
    if (language !== 'ts') fail(`${place}: \`\`\`${language} is not executed; write \`\`\`ts`);
    return [{ place, code: block.replaceAll(/^[ \t]*\* ?/gm, '') }];
  });
}

const wanted = process.argv.slice(2);
const isWanted = (file: string): boolean =>
  wanted.length === 0 || wanted.some((path) => file.startsWith(path));
const snippets = packages().flatMap(({ folder }) =>
  typescriptFiles(`${folder}/src`)
    .filter((file) => !/\.(?:test|cases)\.ts$/.test(file))
    .filter((file) => isWanted(relative(root, file)))
    .flatMap(snippetsOf),
);
const program = await checkSnippets(snippets, {
  entries: packages().flatMap(({ entries }) => entries.map(({ source }) => source)),
});
const checker = program.getTypeChecker();

/** Whether somebody calls it, or calls what is in it: interfaces, types and data need no example. */
function isCallable(symbol: ts.Symbol): boolean {
  if (symbol.flags & (ts.SymbolFlags.Function | ts.SymbolFlags.Class)) return true;
  if (!(symbol.flags & ts.SymbolFlags.Variable)) return false;
  const type = checker.getTypeOfSymbol(symbol);
  const isOurs = (member: ts.Symbol): boolean =>
    member.declarations?.some(
      (declaration) => !program.isSourceFileDefaultLibrary(declaration.getSourceFile()),
    ) ?? false;
  return (
    type.getCallSignatures().length > 0 ||
    type.getProperties().some((member) => isOurs(member) && isMethod(checker.getTypeOfSymbol(member)))
  );
}

const isMethod = (type: ts.Type): boolean => type.getCallSignatures().length > 0;

/** What a module exports, through re-exports; namespaces are opened. */
function exportsOf(module: ts.Symbol): ts.Symbol[] {
  return checker.getExportsOfModule(module).flatMap((symbol) => {
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    return target.flags & ts.SymbolFlags.ValueModule ? exportsOf(target) : [target];
  });
}

function hasExample(symbol: ts.Symbol): boolean {
  const tags = symbol.getJsDocTags(checker).filter(({ name }) => name === 'example');
  return tags.some(({ text }) => ts.displayPartsToString(text).includes('```ts'));
}

let documented = 0;
const seen = new Set<ts.Symbol>();
for (const { source } of packages().flatMap(({ entries }) => entries)) {
  const file = program.getSourceFile(source);
  const module = file && checker.getSymbolAtLocation(file);
  if (module === undefined) throw new Error(`${source} is not a module`);
  for (const symbol of exportsOf(module)) {
    if (seen.has(symbol) || !isCallable(symbol)) continue;
    seen.add(symbol);
    const declaration = symbol.valueDeclaration ?? symbol.declarations?.[0];
    const place = declaration ? relative(root, declaration.getSourceFile().fileName) : '';
    if (hasExample(symbol)) documented++;
    else if (isWanted(place)) fail(`${place}: ${symbol.name} has no @example`);
  }
}
console.log(`${snippets.length} snippets, ${documented} names with an example`);
