import { defineConfig } from 'tsup';

/**
 * Build settings of every package: ES modules with declarations, one output per public entry.
 *
 * @param modules - globs of sources that stay modules of their own, so that an import brings no others along
 */
export const library = (
  entry: Record<string, string>,
  modules: readonly string[] = [],
): ReturnType<typeof defineConfig> =>
  defineConfig({
    entry: modules.length === 0 ? entry : [...Object.values(entry), ...modules],
    format: 'esm',
    target: 'node20',
    platform: 'neutral',
    external: [/^node:/],
    removeNodeProtocol: false,
    dts: { entry },
    clean: true,
    splitting: true,
    treeshake: true,
    silent: true,
  });
