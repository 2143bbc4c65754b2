/**
 * In-context learning of a model that the study itself trains: 0, 1, 4 and 8 examples, several sets of them, all orders of
 * four (24 of the orders of eight), with and without calibration. Prints a table; writes it as JSON and as a picture.
 *
 *     pnpm study icl [--steps 1500] [--seeds 5] [--documents 20000] [--out runs/icl]
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { ortBackend } from '@fm/ort/node';
import { plotCurves } from '@fm/train/node';

import { study } from './study.ts';

const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '1500' },
    seeds: { type: 'string', default: '5' },
    documents: { type: 'string', default: '20000' },
    out: { type: 'string', default: join(import.meta.dirname, '../../../runs/icl') },
  },
});

await using backend = await ortBackend();
const rows = await study({
  backend,
  steps: Number(values.steps),
  seeds: Number(values.seeds),
  documents: Number(values.documents),
  log: (line) => console.log(line),
});

console.log('\nexamples  calibration     runs   mean   s.d.  worst');
for (const { shots, calibration, runs, mean, standardDeviation, worst } of rows) {
  const shares = [mean, standardDeviation, worst].map((value) => (100 * value).toFixed(1).padStart(6));
  console.log(
    `${String(shots).padStart(8)}  ${calibration.padEnd(11)}  ${String(runs).padStart(7)} ${shares.join(' ')}`,
  );
}

await mkdir(values.out, { recursive: true });
await writeFile(join(values.out, 'icl.json'), `${JSON.stringify({ options: values, rows }, undefined, 2)}\n`);
const curve = (name: string, calibration: string, of: 'mean' | 'worst') => ({
  name,
  points: rows
    .filter((row) => row.calibration === calibration)
    .map((row) => [row.shots, 100 * row[of]] as const),
});
await plotCurves(
  join(values.out, 'icl.png'),
  ['none', 'contextual', 'batch'].flatMap((name) => [
    curve(`${name}, mean`, name, 'mean'),
    curve(`${name}, worst`, name, 'worst'),
  ]),
  { title: 'Accuracy by number of examples and calibration', xLabel: 'examples', yLabel: '% right' },
);
console.log(`\nwritten to ${values.out}`);
