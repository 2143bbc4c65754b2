import type { Checkpoint, CheckpointStore, HostTensor } from '@fm/core';

/**
 * Checkpoints in memory: the newest and the best. They are gone with the process; for tests and short experiments.
 *
 * @example
 * ```ts
 * import { hostTensor } from '@fm/core';
 * import { memoryCheckpoints } from '@fm/train';
 *
 * const store = memoryCheckpoints();
 * await store.save({ step: 3, tensors: { key: hostTensor('i32', [0, 1]) }, cursor: undefined, metadata: {} });
 * (await store.latest())?.step; // => 3
 * ```
 */
export function memoryCheckpoints(): CheckpointStore {
  let newest: Checkpoint | undefined;
  let best: Checkpoint | undefined;
  return {
    async save(checkpoint, { tag } = {}) {
      // A copy: the tensors of a checkpoint are views of memory that the next step overwrites.
      newest = copyOf(checkpoint);
      if (tag === 'best') best = newest;
    },
    latest: async () => newest && copyOf(newest),
    best: async () => best && copyOf(best),
  };
}

function copyOf(checkpoint: Checkpoint): Checkpoint {
  const copies = Object.entries(checkpoint.tensors).map(([name, tensor]): [string, HostTensor] => [
    name,
    { ...tensor, data: tensor.data.slice() } as HostTensor,
  ]);
  return {
    ...checkpoint,
    tensors: Object.fromEntries(copies),
    metadata: structuredClone(checkpoint.metadata),
  };
}
