import { defineConfig, type Options } from 'tsup';

/** Leaves relative imports in place, so that every source becomes a module of its own. */
const apart: NonNullable<Options['esbuildPlugins']>[number] = {
  name: 'apart',
  setup({ onResolve }) {
    onResolve({ filter: /^\.{1,2}\// }, ({ kind, path }) =>
      kind === 'entry-point' ? undefined : { path: path.replace(/\.ts$/, '.js'), external: true },
    );
  },
};

const shared: Options = {
  format: 'esm',
  target: 'node20',
  platform: 'neutral',
  external: [/^node:/],
  removeNodeProtocol: false,
  silent: true,
};

/**
 * Build settings of every package: ES modules with declarations, twice. `dist` holds a bundle for each
 * public entry, which Node loads fast; `dist/modules` a module for each source, of which a bundler
 * takes only what an import needs.
 *
 * @param entry - source of each public entry, by the name of its bundle
 * @param sources - globs of what is published
 */
export const library = (
  entry: Record<string, string>,
  sources: readonly string[] = ['src/**/*.ts', '!src/**/*.test.ts', '!src/**/testing/**'],
): ReturnType<typeof defineConfig> =>
  defineConfig([
    {
      ...shared,
      entry,
      dts: { entry },
      treeshake: true,
      // The modules below are the other build's.
      clean: ['!modules/**'],
    },
    {
      ...shared,
      entry: [...sources, '!src/**/__golden__/**'],
      outDir: 'dist/modules',
      splitting: false,
      esbuildPlugins: [apart],
      clean: true,
    },
  ]);
