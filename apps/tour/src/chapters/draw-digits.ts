import { join } from 'node:path';

import type { Backend, HostTensor } from '@fm/core';
import {
  type DiffusersScheduler,
  evenMoments,
  filmStrip,
  fromDiffusersConfig,
  generateImages,
  imageGrid,
  networkDenoiser,
  toImages,
} from '@fm/diffusion';
import { writeImage } from '@fm/diffusion/node';
import { terminalProgress } from '@fm/train/node';

import { fact } from '../narration.ts';
import type { TrainedDenoiser } from './train-denoiser.ts';

/** Euler's method along the flow, in diffusers' words. */
export const scheduler: DiffusersScheduler = fromDiffusersConfig({
  _class_name: 'FlowMatchEulerDiscreteScheduler',
});

const steps = 20;
const moments = 9;
const each = 6;
const guidance = { scale: 2 };

/** Lets a trained denoiser make digits of all ten classes from noise, and writes what it was doing on the way. */
export async function drawDigits(
  { network, parameters }: TrainedDenoiser,
  { backend, folder }: { readonly backend: Backend; readonly folder: string },
): Promise<void> {
  await using denoiser = networkDenoiser(network, { backend, parameters, prediction: 'flow' });
  const plan = scheduler.plan({ steps });

  const xs: HostTensor<'f32'>[] = [];
  const estimates: HostTensor<'f32'>[] = [];
  for await (const { x, denoised } of generateImages({
    denoiser,
    plan,
    seeds: [1, 2, 3],
    classLabels: [3, 5, 8],
    guidance,
  })) {
    xs.push(x);
    estimates.push(denoised);
  }
  const pick = (samples: readonly HostTensor<'f32'>[]): readonly HostTensor<'f32'>[] =>
    evenMoments(samples.length, moments).map((i) => samples[i] as HostTensor<'f32'>);
  await writeImage(join(folder, 'reverse.png'), filmStrip(pick(xs), { zoom: 3 }));
  await writeImage(join(folder, 'estimates.png'), filmStrip(pick(estimates), { zoom: 3 }));

  const classLabels = Array.from({ length: 10 * each }, (_, i) => Math.floor(i / each));
  const seeds = classLabels.map((_, i) => i);
  const run = generateImages({ denoiser, plan, seeds, classLabels, guidance });
  using bar = terminalProgress();
  for await (const { progress } of run) bar.show(progress);
  const grid = imageGrid(toImages(await run.result), { columns: each, zoom: 2 });
  await writeImage(join(folder, 'digits.png'), grid);

  fact('reverse.png', `three digits, from noise to the picture, ${moments} of ${steps} steps`);
  fact('estimates.png', 'what the network took them for at those steps');
  fact('digits.png', `ten classes, ${each} of each, guided by ${guidance.scale}`);
}
