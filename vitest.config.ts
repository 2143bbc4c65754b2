import { defineConfig } from 'vitest/config';

const conditions = ['@fm/source'];
const packages = ['core', 'ort', 'train', 'lm', 'diffusion', 'prompt'];

export default defineConfig({
  // Tests run on source: no build comes first.
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    passWithNoTests: true,
    onConsoleLog(log) {
      throw new Error(`A test wrote to the console: ${log}`);
    },
    projects: packages.map((name) => ({
      extends: true,
      test: { name, root: `packages/${name}`, include: ['src/**/*.test.ts'] },
    })),
  },
});
