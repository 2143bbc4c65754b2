import { join } from 'node:path';

import { defineConfig } from 'vitest/config';

// Tests run on source: no build comes first. The rest is Vite's default for Node.
const conditions = ['@fm/source', 'module', 'node', 'development|production'];
const packages = ['core', 'ort', 'train', 'lm', 'diffusion', 'prompt'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // The same condition for what tests start themselves: workers and child processes.
    execArgv: ['--conditions=@fm/source'],
    passWithNoTests: true,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: packages.map((name) => ({
      extends: true as const,
      test: {
        name,
        root: `packages/${name}`,
        include: ['src/**/*.test.ts'],
        setupFiles: [join(import.meta.dirname, 'vitest.setup.ts')],
      },
    })),
  },
});
