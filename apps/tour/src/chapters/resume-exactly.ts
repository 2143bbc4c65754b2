import { cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';

import type { HostTensor } from '@fm/core';
import { train } from '@fm/train';
import { folderCheckpoints, terminalProgress } from '@fm/train/node';

import { fact } from '../narration.ts';
import { recipe, smallGpt, type TrainedOptions } from './pretrain.ts';

/** Continues from the last checkpoint before the end and compares the weights with those of the uninterrupted run. */
export async function resumeExactly(options: TrainedOptions): Promise<void> {
  const { folder, steps, training } = options;
  const [earlier] = (await readdir(join(folder, 'checkpoints')))
    .filter((name) => name.startsWith('step-') && Number(name.slice('step-'.length)) < steps)
    .toSorted()
    .slice(-1);
  if (earlier === undefined) throw new Error('No checkpoint before the last step was kept.');
  const resumed = join(folder, 'resumed');
  await cp(join(folder, 'checkpoints', earlier), join(resumed, earlier), { recursive: true });

  const run = train({
    ...recipe(smallGpt(options.text), options),
    checkpoints: { store: folderCheckpoints(resumed) },
  });
  using progress = terminalProgress();
  for await (const event of run) progress.show(event);

  const { parameters } = await run.result;
  const differing = countDifferences(parameters, training.parameters);
  fact('resumed from', earlier);
  fact('weights that differ', differing);
  if (differing > 0) throw new Error('The resumed run does not equal the uninterrupted one.');
}

function countDifferences(
  a: Readonly<Record<string, HostTensor>>,
  b: Readonly<Record<string, HostTensor>>,
): number {
  let count = 0;
  for (const [name, { data }] of Object.entries(a)) {
    for (const [i, value] of data.entries()) if (!Object.is(value, b[name]?.data[i])) count++;
  }
  return count;
}
