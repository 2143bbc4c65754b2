import { join } from 'node:path';

import { defineConfig } from 'vitest/config';

// Tests run on source: no build comes first. The rest is Vite's default for Node.
const conditions = ['@fm/source', 'module', 'node', 'development|production'];
const packages = ['core', 'ort', 'train', 'lm', 'diffusion', 'prompt'];

const project = (name: string, root: string, include: string) => ({
  extends: true as const,
  test: { name, root, include: [include], setupFiles: [join(import.meta.dirname, 'vitest.setup.ts')] },
});

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
    projects: [
      ...packages.map((name) => project(name, `packages/${name}`, 'src/**/*.test.ts')),
      project('benchmarks', 'benchmarks', '**/*.test.ts'),
    ],
  },
});
