import { mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import ts from 'typescript';

import { type Package, typescriptFiles } from './workspace.ts';

const compilerOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  declaration: true,
  isolatedDeclarations: true,
  strict: true,
  exactOptionalPropertyTypes: true,
  verbatimModuleSyntax: true,
  allowImportingTsExtensions: true,
};

/** Where {@link writeDeclarations} puts the declarations of a source file. */
export const declarationsOf = (source: string): string => source.replace(/\.ts$/, '.d.ts');

/**
 * Writes the declarations of every package to `<target>/<package>`, in a layout in which they find each other and the
 * packages' dependencies. Exports have explicit types, so each file is translated alone and nothing is type-checked.
 *
 * @returns the written folder of each package, by its name
 */
export function writeDeclarations(packages: readonly Package[], target: string): Map<string, string> {
  const written = new Map(packages.map(({ name }) => [name, join(target, name.replace('@fm/', ''))]));
  for (const { name, folder, entries } of packages) {
    const home = written.get(name) as string;
    for (const file of typescriptFiles(join(folder, 'src'))) {
      if (/\.(?:test|cases)\.ts$/.test(file)) continue;
      const { outputText } = ts.transpileDeclaration(readFileSync(file, 'utf8'), {
        fileName: file,
        compilerOptions,
      });
      const output = join(home, relative(folder, declarationsOf(file)));
      mkdirSync(dirname(output), { recursive: true });
      writeFileSync(output, outputText);
    }
    const exports = entries.map(({ specifier, source }) => [
      `.${specifier.slice(name.length)}`,
      { types: `./${relative(folder, declarationsOf(source))}` },
    ]);
    const manifest = { name, type: 'module', exports: Object.fromEntries(exports) };
    writeFileSync(join(home, 'package.json'), JSON.stringify(manifest));
    linkDependencies(folder, home, written);
  }
  return written;
}

function linkDependencies(folder: string, home: string, written: ReadonlyMap<string, string>): void {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>;
    peerDependencies?: Record<string, string>;
  };
  for (const name of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })) {
    const link = join(home, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(written.get(name) ?? realpathSync(join(folder, 'node_modules', name)), link);
  }
}
