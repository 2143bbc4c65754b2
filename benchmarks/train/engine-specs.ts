import { fileURLToPath } from 'node:url';

import type { EngineSpec } from './engine-process.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/**
 * The engines, fm first (the others are compared with it).
 *
 * The wasm engines also run on one thread: their threads cost more than they bring on small models, and
 * a peer is worth its better number. PyTorch runs in the Python that `FM_PYTHON` names.
 */
export function engineSpecs(threads: number): EngineSpec[] {
  const node = (name: string, file: string, count = threads): EngineSpec => ({
    name,
    command: [process.execPath, '--conditions=@fm/source', path(`./engines/${file}.ts`)],
    threads: count,
    optional: false,
  });
  return [
    node('fm', 'fm'),
    {
      name: 'pytorch',
      command: [process.env['FM_PYTHON'] ?? 'python3', path('../../reference/bench_torch_train.py')],
      threads,
      optional: true,
    },
    node('jax-js', 'jax-js'),
    node('jax-js-1', 'jax-js', 1),
    node('tfjs', 'tfjs'),
    node('tfjs-1', 'tfjs', 1),
  ];
}
