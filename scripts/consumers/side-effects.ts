import { packages } from '../workspace.ts';
import type { Consumer } from './consumer.ts';
import { run } from './workplace.ts';

const entries = packages().flatMap((each) => each.entries.map(({ specifier }) => specifier));

/** Most bytes, minified and compressed, that an import may bring along. */
const ceilings: readonly (readonly [names: string, entry: string, bytes: number])[] = [
  ['hostTensor', '@fm/core', 1500],
  ['trace, add, emitOnnx', '@fm/core', 9000],
  ['ddim', '@fm/diffusion', 4500],
  ['chatTemplate', '@fm/lm/tokenizer', 18_000],
  ['prompt', '@fm/prompt', 4500],
];

/**
 * Bundles an import of each entry for its side effects alone, with two bundlers, which has to leave nothing; then a
 * few imports of single names.
 */
const bundles = `import { build } from 'esbuild';
import { rollup } from 'rollup';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import commonjs from '@rollup/plugin-commonjs';
import { brotliCompressSync } from 'node:zlib';
async function withEsbuild(contents) {
  const platform = contents.includes('/node"') ? 'node' : 'browser';
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: '.' }, bundle: true, minify: true, format: 'esm', write: false, platform, logLevel: 'error',
  });
  return outputFiles[0].contents;
}
async function withRollup(code) {
  const virtual = { name: 'virtual', resolveId: (id) => (id === 'main' ? id : null), load: (id) => (id === 'main' ? code : null) };
  const bundle = await rollup({ input: 'main', plugins: [virtual, nodeResolve({ browser: true }), commonjs()], onwarn() {} });
  const { output } = await bundle.generate({ format: 'es' });
  return output[0].code.trim();
}
for (const entry of ${JSON.stringify(entries)}) {
  for (const bundle of [withEsbuild, withRollup]) {
    const left = await bundle('import ' + JSON.stringify(entry));
    if (left.length > 0) throw new Error(entry + ' leaves ' + left.length + ' bytes ' + bundle.name + ': ' + String(left).slice(0, 200));
  }
}
const sizes = [];
for (const [names, entry, ceiling] of ${JSON.stringify(ceilings)}) {
  const { length } = brotliCompressSync(await withEsbuild('export { ' + names + ' } from ' + JSON.stringify(entry)));
  if (length > ceiling) throw new Error(names + ' of ' + entry + ': ' + length + ' bytes, more than ' + ceiling);
  sizes.push(names + ' ' + (length / 1000).toFixed(1) + ' kB');
}
console.log(sizes.join('; '));`;

/** Imports each entry and looks at what all modules share, before and after. */
const importing = `const shared = { globalThis, Object, Array, String, Number, Promise, Math, JSON, process };
const prototypes = [Object, Array, String, Number, Function, Promise, RegExp, Error, Map, Set, Uint8Array, Float32Array];
const look = () => [
  ...Object.values(shared).map((each) => Reflect.ownKeys(each)),
  ...prototypes.map((each) => Reflect.ownKeys(each.prototype)),
  process.eventNames().map((event) => String(event) + process.listenerCount(event)),
  process.getActiveResourcesInfo().filter((resource) => resource.endsWith('Wrap') || resource === 'Timeout'),
  // Where zod keeps its registry and settings.
].flat().map(String).filter((key) => !key.startsWith('__zod_')).sort().join('\\n');
const before = look();
for (const entry of ${JSON.stringify(entries.filter((entry) => entry !== '@fm/ort/web'))}) {
  await import(entry);
  const after = look();
  if (after !== before) throw new Error(entry + ' changes what all modules share: ' + after.split('\\n').filter((key) => !before.includes(key)));
}
console.log('ok');`;

/** That the packages may say of themselves that importing them does nothing. */
export const sideEffects: Consumer = {
  name: 'side effects',
  runs: 'each entry imported for nothing: esbuild and rollup leave nothing, Node finds globals unchanged; single names',
  async run(workplace) {
    const folder = await workplace.project('side-effects', {
      dependencies: {
        esbuild: '0.28',
        rollup: '4',
        '@rollup/plugin-node-resolve': '16',
        '@rollup/plugin-commonjs': '29',
      },
      files: { 'bundles.js': bundles, 'importing.js': importing },
    });
    await run(['node', 'importing.js'], folder);
    const sizes = await run(['node', 'bundles.js'], folder);
    return { result: 'none', size: sizes.trim() };
  },
};
