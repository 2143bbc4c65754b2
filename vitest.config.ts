import { basename, join } from 'node:path';

import { defineConfig } from 'vitest/config';

// Tests run on source: no build comes first. The rest is Vite's default for Node.
const conditions = ['@fm/source', 'module', 'node', 'development|production'];
const folders = [
  'packages/core',
  'packages/ort',
  'packages/train',
  'packages/lm',
  'packages/diffusion',
  'packages/prompt',
  'apps/tour',
  'benchmarks',
  'scripts',
];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // The same condition for what tests start themselves: workers and child processes.
    execArgv: ['--conditions=@fm/source'],
    // Only tests slower than this are listed one by one.
    slowTestThreshold: 10_000,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: folders.map((folder) => ({
      extends: true as const,
      test: {
        name: basename(folder),
        root: folder,
        include: ['**/*.test.ts'],
        setupFiles: [join(import.meta.dirname, 'vitest.setup.ts')],
      },
    })),
  },
});
