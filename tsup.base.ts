import { defineConfig } from 'tsup';

/** Build settings of every package: ES modules with declarations, one output per public entry. */
export const library = (entry: Record<string, string>): ReturnType<typeof defineConfig> =>
  defineConfig({
    entry,
    format: 'esm',
    target: 'node20',
    platform: 'neutral',
    external: [/^node:/],
    removeNodeProtocol: false,
    dts: true,
    clean: true,
    splitting: true,
    treeshake: true,
    silent: true,
  });
