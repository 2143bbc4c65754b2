import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

import { findChromium, runInBrowser } from './browser.ts';
import type { Consumer, Finding } from './consumer.ts';
import { browserMain } from './programs.ts';
import { plainProgram, run, type Workplace, writeFiles } from './workplace.ts';

interface Bundler {
  readonly name: string;
  /** Its packages, with versions. */
  readonly dependencies: Readonly<Record<string, string>>;
  /** Configuration and sources besides the program's. */
  readonly files: Readonly<Record<string, string>>;
  /** A script of Node, so that there is no command to find. */
  readonly build: string;
  /** Where the runtime's wasm files are served, for those that do not bundle them. */
  readonly wasmPaths?: string;
}

const page = `<!doctype html><meta charset="utf-8"><script type="module" src="./main.js"></script>`;

const bundlersKnown: readonly Bundler[] = [
  {
    name: 'Vite',
    dependencies: { vite: '8' },
    files: { 'index.html': page },
    build: `import { build } from 'vite';
await build({ logLevel: 'error', build: { target: 'es2022' } });`,
  },
  {
    name: 'webpack',
    dependencies: { webpack: '5' },
    files: {},
    build: `import webpack from 'webpack';
import { resolve } from 'node:path';
const compiler = webpack({
  mode: 'production',
  entry: './main.js',
  output: { path: resolve('dist'), filename: 'main.js', publicPath: '' },
  performance: { hints: false },
});
compiler.run((error, stats) => {
  if (error) throw error;
  if (stats.hasErrors()) throw new Error(stats.toString('errors-only'));
});`,
  },
  {
    name: 'esbuild',
    dependencies: { esbuild: '0.28' },
    files: {},
    build: `import { build } from 'esbuild';
await build({
  entryPoints: ['main.js'], bundle: true, minify: true, splitting: true, format: 'esm', outdir: 'dist', logLevel: 'error',
});`,
    wasmPaths: '/runtime/',
  },
  {
    name: 'rollup',
    dependencies: { rollup: '4', '@rollup/plugin-node-resolve': '16', '@rollup/plugin-commonjs': '29' },
    files: {},
    build: `import { rollup } from 'rollup';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import commonjs from '@rollup/plugin-commonjs';
const bundle = await rollup({ input: 'main.js', plugins: [nodeResolve({ browser: true }), commonjs()] });
await bundle.write({ dir: 'dist', format: 'es' });`,
    wasmPaths: '/runtime/',
  },
];

/** The program bundled for browsers, and run in one where there is one. */
export const bundlers: readonly Consumer[] = bundlersKnown.map((bundler) => ({
  name: bundler.name,
  runs: 'the program in plain JavaScript and on ort/web',
  run: (workplace) => bundle(workplace, bundler),
}));

async function bundle(workplace: Workplace, bundler: Bundler): Promise<Finding> {
  const { name, dependencies, files, build, wasmPaths } = bundler;
  const folder = await workplace.project(name.toLowerCase(), {
    dependencies,
    files: {
      ...files,
      'all-packages.js': plainProgram,
      'main.js': browserMain(workplace.expected, wasmPaths),
      'build.js': build,
    },
  });
  await run(['node', 'build.js'], folder);
  const dist = join(folder, 'dist');
  if (files['index.html'] === undefined) writeFiles(dist, { 'index.html': page });
  const size = `${kilobytes(scriptBytes(dist))} kB of JavaScript, brotli`;
  const chromium = findChromium();
  if (chromium === undefined) return { result: 'built, not run: no Chromium', size };
  const runtime = join(folder, 'node_modules', 'onnxruntime-web', 'dist');
  return { result: await runInBrowser(chromium, { '': dist, runtime }), size };
}

/** Compressed bytes of all scripts, ONNX Runtime's among them, which are loaded when it is. */
function scriptBytes(dist: string): number {
  return readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.m?js$/.test(file))
    .reduce((sum, file) => sum + brotliCompressSync(readFileSync(join(dist, file))).length, 0);
}

const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(0);
