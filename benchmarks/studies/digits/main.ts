/**
 * A denoiser, a VAE and a GAN of one size, trained on the same digits for equal times, and judged alike:
 *
 *     pnpm study digits [--minutes 8 | --steps 1800] [--samples 1000] [--sampling-steps 12] [--judge-steps 1500]
 *                       [--seed 0] [--out runs/digits]
 *
 * `--minutes` is of training for each of the three, on a machine that does nothing else. Pictures go to `--out`.
 */
import { parseArgs } from 'node:util';

import { ortBackend } from '@fm/ort/node';

import { runStudy } from './study.ts';

const { values: options } = parseArgs({
  options: {
    minutes: { type: 'string', default: '8' },
    steps: { type: 'string' },
    samples: { type: 'string', default: '1000' },
    'sampling-steps': { type: 'string', default: '12' },
    'judge-steps': { type: 'string', default: '1500' },
    seed: { type: 'string', default: '0' },
    out: { type: 'string', default: 'runs/digits' },
  },
});

await using backend = await ortBackend();
const { rows, judge, floor } = await runStudy({
  backend,
  budget:
    options.steps === undefined ? { minutes: Number(options.minutes) } : { steps: Number(options.steps) },
  judgeSteps: Number(options['judge-steps']),
  samples: Number(options.samples),
  samplingSteps: Number(options['sampling-steps']),
  seed: Number(options.seed),
  out: options.out,
  log: (line) => console.log(line),
});

console.log(`\nJudge: ${judge.name}, ${(100 * judge.accuracy).toFixed(2)} % right on held-out digits.`);
console.log(
  `Distances of ${options.samples} samples from ${options.samples} held-out digits in its features. The floor, of two ` +
    `such halves of the held-out digits: Fréchet ${floor.frechet.toFixed(2)}, kernel ${floor.kernel.toExponential(1)}.\n`,
);
const head = [
  'model',
  'parameters',
  'steps',
  's',
  'right',
  'Fréchet',
  '× floor',
  'kernel',
  'prec.',
  'recall',
];
const table = rows.map((row) => [
  row.name,
  `${row.parameters}`,
  `${row.steps}`,
  row.seconds.toFixed(0),
  `${(100 * row.accuracy).toFixed(1)} %`,
  row.frechet.toFixed(1),
  row.overFloor.toFixed(2),
  row.kernel.toFixed(3),
  row.precision.toFixed(2),
  row.recall.toFixed(2),
]);
const widths = head.map((_, column) =>
  Math.max(...[head, ...table].map((cells) => cells[column]?.length ?? 0)),
);
for (const cells of [head, ...table]) {
  const padded = cells.map((cell, i) =>
    i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0),
  );
  console.log(padded.join('  '));
}
