import { defineConfig } from 'tsup';

/** Build settings shared by every package: ES modules, declarations, one output per public entry. */
export const library = (entry: Record<string, string>): ReturnType<typeof defineConfig> =>
  defineConfig({
    entry,
    format: 'esm',
    target: 'node20',
    platform: 'neutral',
    dts: true,
    clean: true,
    splitting: true,
    treeshake: true,
    silent: true,
  });
