import { argv, stdout } from 'node:process';

import { ortBackend } from '@fm/ort/node';

import { adamW, chain, clipByGlobalNorm, ema, schedules, train } from '../index.ts';
import { folderCheckpoints } from '../node.ts';
import { LinearRegression, problem, squaredError } from './linear-regression.ts';

/**
 * A training run in a process of its own, to be killed: `node resumable-training.ts FOLDER STEPS`. It continues from the
 * newest checkpoint in the folder and writes the number of every step it takes.
 */
const [folder = '', steps = '0'] = argv.slice(2);
await using backend = await ortBackend({ intraOpThreads: 1 });
const run = train({
  model: new LinearRegression(),
  objective: squaredError,
  optimizer: chain(
    clipByGlobalNorm(1),
    adamW({ learningRate: schedules.cosine({ peak: 0.05, steps: Number(steps) }) }),
    ema(0.99),
  ),
  backend,
  data: problem(),
  steps: Number(steps),
  evaluation: { data: problem(2), every: 20 },
  checkpoints: { store: folderCheckpoints(folder, { keep: 2 }), every: 3 },
});
for await (const event of run) if (event.type === 'step') stdout.write(`${event.step}\n`);
