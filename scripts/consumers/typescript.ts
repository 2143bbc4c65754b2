import { join } from 'node:path';

import type { Consumer } from './consumer.ts';
import { nodeBinary } from './from-registry.ts';
import { nativeMain } from './programs.ts';
import { program, run, writeFiles } from './workplace.ts';

const strict = {
  target: 'es2022',
  lib: ['esnext', 'dom'],
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
};

/** The program compiled under strict settings, declarations of all dependencies included; then run. */
export const compilers: readonly Consumer[] = [
  compiler('6.0', 'nodenext', 'nodenext'),
  compiler('6.0', 'bundler', 'esnext'),
  compiler('5.9', 'nodenext', 'nodenext'),
];

function compiler(version: string, moduleResolution: string, module: string): Consumer {
  return {
    name: `TypeScript ${version}, ${moduleResolution}`,
    runs: 'strict, exactOptionalPropertyTypes, skipLibCheck off; the program on Node 24',
    async run(workplace) {
      const folder = await workplace.project(`typescript-${version}`, {
        dependencies: { typescript: `~${version}.0`, '@types/node': '24' },
        files: { 'all-packages.ts': program, 'main.js': nativeMain(workplace.expected) },
      });
      const outDir = `out-${moduleResolution}`;
      const compilerOptions = { ...strict, module, moduleResolution, outDir, allowJs: true, rootDir: '.' };
      const config = `tsconfig.${moduleResolution}.json`;
      writeFiles(folder, {
        [config]: JSON.stringify({ compilerOptions, files: ['main.js', 'all-packages.ts'] }),
      });
      const tsc = join('node_modules', 'typescript', 'bin', 'tsc');
      await run(['node', tsc, '--project', config], folder);
      const node = await nodeBinary(workplace, '24');
      return { result: (await run([node, join(outDir, 'main.js')], folder)).trim() };
    },
  };
}
