import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  gradients,
  hostTensor,
  initialize,
  negate,
  normal,
  foldIn,
  randomKey,
  reduceMean,
  toNumbers,
  trace,
  type TracedBatch,
} from '@fm/core';
import { ortBackend } from '@fm/ort/node';
import { afterAll, expect, it } from 'vitest';

import { DigitGan, ganObjective } from './digit-gan.ts';
import { evenLabels, loadDigits } from './digits.ts';
import { runStudy } from './study.ts';

const folder = mkdtempSync(join(tmpdir(), 'digits-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('splits the digits into 8,000 and 2,000 in [-1, 1], all classes in both', () => {
  const { training, heldOut } = loadDigits();
  expect([training.samples.shape, heldOut.samples.shape]).toEqual([
    [8000, 1, 28, 28],
    [2000, 1, 28, 28],
  ]);
  expect(new Set(Array.from(heldOut.labels)).size).toBe(10);
  const sorted = heldOut.samples.data.toSorted();
  expect([sorted.at(0), sorted.at(-1)]).toEqual([-1, 1]);
  expect(loadDigits(1).heldOut.labels).not.toEqual(heldOut.labels);
});

it('gives each half of the adversarial network the gradient of its own loss', async () => {
  const model = new DigitGan();
  const leaves = model.parameters();
  const parameters = initialize(model, 1);
  const samples = hostTensor(
    'f32',
    Float32Array.from({ length: 3 * 784 }, (_, i) => Math.sin(i)),
    [3, 1, 28, 28],
  );
  const classLabels = hostTensor('i64', [1, 4, 9], [3]);
  const graph = trace(
    (batch) => {
      const key = randomKey(5);
      const given = batch as TracedBatch<'samples' | 'classLabels'>;
      const { loss } = ganObjective.loss(model, given, { key });
      const weight = leaves.get('generator.output.weight')!;
      const fake = model.generate(normal(foldIn(key, 0), [3, model.latentWidth]), given.classLabels);
      const own = negate(reduceMean(model.critic.forward(fake, given.classLabels)));
      return { joint: gradients(loss, [weight])[0]!, own: gradients(own, [weight])[0]! };
    },
    { samples, classLabels },
    leaves,
  );
  await using backend = await ortBackend();
  await using executable = await backend.compile(graph);
  const outputs = await executable.run({ ...parameters, samples, classLabels });
  const [joint, own] = [
    toNumbers(await outputs.joint!.read()),
    toNumbers(await outputs.own!.read()),
  ] as const;
  expect(Math.max(...own.map(Math.abs))).toBeGreaterThan(1e-4);
  for (const [i, x] of own.entries()) expect(joint[i]).toBeCloseTo(x, 6);
});

it('runs from the digits to the table and its pictures', async () => {
  const lines: string[] = [];
  await using backend = await ortBackend();
  const { rows, floor, judge } = await runStudy({
    backend,
    budget: { steps: 2 },
    judgeSteps: 30,
    samples: 40,
    samplingSteps: 2,
    seed: 0,
    out: folder,
    log: (line) => lines.push(line),
  });
  expect(rows.map(({ name }) => name.replace(/,.*/, ''))).toEqual([
    ...Array(4).fill('denoiser'),
    'VAE',
    'GAN',
  ]);
  for (const row of rows) {
    expect(row.count).toBe(40);
    expect(row.overFloor).toBeCloseTo(row.frechet / floor.frechet);
  }
  // a judge that has hardly learned is still no guesser, and untrained models do not look like digits to it
  expect(judge.accuracy).toBeGreaterThan(0.3);
  expect(rows[0]!.overFloor).toBeGreaterThan(2);
  expect(lines.some((line) => line.includes('VAE'))).toBe(true);
  const sizes = rows.map(({ parameters }) => parameters);
  expect(Math.max(...sizes) / Math.min(...sizes)).toBeLessThan(1.03);
  for (const name of ['loss', 'forward', 'reverse', 'guidance-2', 'vae', 'gan'])
    expect(existsSync(join(folder, `${name}.png`))).toBe(true);
  expect(evenLabels(20).filter((label) => label === 3)).toHaveLength(2);
});
