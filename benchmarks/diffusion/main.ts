/**
 * Times a training step of the digit UNet and 50 steps of sampling with it, in fm and in its peers:
 *
 *     pnpm bench diffusion [--engines fm,pytorch,…] [--rounds 5] [--threads 2] [--seconds 1]
 *
 * Every engine starts from the same parameters and sees the same batch; the benchmark stops if their first losses or
 * their samples disagree. Then they take turns, `rounds` times; an engine whose turn takes longer than half a minute has
 * one only. `--seconds` is for each sampler's arithmetic alone. With all engines it takes a quarter of an hour.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { compareLosses } from '../train/agreement.ts';
import { EngineProcess, engineNames } from './engine-process.ts';
import { schedulerRates } from './scheduler-arithmetic.ts';
import { initialParameters, sizes } from './unet.ts';

/** Steps over which losses are compared; they also warm the engines up. */
const comparedSteps = 4;
const tolerance = 2e-3;
/** Milliseconds of sampling after which one turn is enough to tell. */
const longTurn = 30_000;

const { values: options } = parseArgs({
  options: {
    engines: { type: 'string', default: engineNames.join(',') },
    rounds: { type: 'string', default: '5' },
    threads: { type: 'string', default: '2' },
    seconds: { type: 'string', default: '1' },
  },
});

interface Timing {
  readonly engine: EngineProcess;
  readonly training: number[];
  readonly sampling: number[];
  rssBytes: number;
}

console.log(`sampler arithmetic alone, samples of 64 × 64 × 4`);
for (const { name, stepsPerSecond, allocations } of schedulerRates(Number(options.seconds))) {
  const rate = Math.round(stepsPerSecond).toLocaleString('en');
  console.log(`  ${name.padEnd(22)} ${rate.padStart(8)} steps/s, ${allocations.toFixed(2)} buffers a step`);
}

await using stack = new AsyncDisposableStack();
const folder = mkdtempSync(join(tmpdir(), 'fm-diffusion-'));
stack.defer(() => rmSync(folder, { recursive: true }));
const parameters = initialParameters();
const count = parameters.reduce((sum, { data }) => sum + data.length, 0);
writeFileSync(
  join(folder, 'parameters.json'),
  JSON.stringify(parameters.map(({ name, shape }) => ({ name, shape }))),
);
writeFileSync(
  join(folder, 'parameters.bin'),
  Buffer.concat(parameters.map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength))),
);

console.log(
  `\ndigit UNet, ${count} parameters: a training step on ${sizes.training} images, ${sizes.steps} steps of sampling ${sizes.sampling}`,
);
const timings: Timing[] = [];
const records: { name: string; losses: number[] }[] = [];
for (const name of options.engines.split(',')) {
  const engine = new EngineProcess(name, Number(options.threads));
  stack.use(engine);
  try {
    await engine.request({ cmd: 'init', threads: engine.threads, folder });
    const { values } = await engine.request({ cmd: 'train', n: comparedSteps });
    const sampled = await engine.request({ cmd: 'sample' });
    records.push({ name, losses: [...values, ...sampled.values] });
    timings.push({ engine, training: [], sampling: [], rssBytes: sampled.rssBytes });
    const shown = values.map((value) => value.toFixed(5)).join(' ');
    console.log(`  ${name.padEnd(9)} losses ${shown}, samples ${sampled.values[0]?.toFixed(5)}`);
  } catch (error) {
    console.log(`  ${name} left out: ${error instanceof Error ? error.message.split('\n')[0] : error}`);
    if (name !== 'pytorch') process.exitCode = 1;
  }
}
const disagreeing = compareLosses(records, tolerance).filter(({ agrees }) => !agrees);
for (const { name, difference } of disagreeing)
  console.error(
    `  ${name} differs from ${records[0]?.name} by ${difference.toExponential(1)} > ${tolerance}`,
  );
if (disagreeing.length > 0) process.exitCode = 1;
else await measure();

async function measure(): Promise<void> {
  console.log('  they take turns …');
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const timing of timings) {
      if ((timing.sampling[0] ?? 0) > longTurn) continue;
      const trained = await timing.engine.request({ cmd: 'train', n: 1 });
      const sampled = await timing.engine.request({ cmd: 'sample' });
      timing.training.push(...trained.ms);
      timing.sampling.push(...sampled.ms);
      timing.rssBytes = Math.max(timing.rssBytes, trained.rssBytes, sampled.rssBytes);
    }
  }
  const [reference] = timings;
  if (reference === undefined) return;
  console.log(
    `\n  engine     training: median (least) ms, × ${reference.engine.name}   sampling            RSS`,
  );
  for (const { engine, training, sampling, rssBytes } of timings) {
    const cell = (own: readonly number[], other: readonly number[]): string =>
      `${median(own).toFixed(0)} (${Math.min(...own).toFixed(0)}), ${(median(own) / median(other)).toFixed(2)}`.padStart(
        24,
      );
    console.log(
      `  ${engine.name.padEnd(9)}${cell(training, reference.training)}${cell(sampling, reference.sampling)}${`${(rssBytes / 1e6).toFixed(0)} MB`.padStart(12)}`,
    );
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1] ?? NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[(sorted.length >> 1) - 1] ?? NaN)) / 2;
}
