import { join } from 'node:path';

import type { Backend, HostTensor, Model } from '@fm/core';
import {
  evenMoments,
  filmStrip,
  imageGrid,
  type LabelledSamples,
  type NetworkDenoiser,
  networkDenoiser,
  sampleTrainingData,
  toImages,
} from '@fm/diffusion';
import { writeImage } from '@fm/diffusion/node';
import { plotCurves } from '@fm/train/node';

import { type Judge, trainJudge } from './digit-classifier.ts';
import { DigitGan, ganObjective, ganOptimizer } from './digit-gan.ts';
import { digitUnet, drawDigits, objective, optimizer } from './digit-unet.ts';
import { DigitVae, vaeObjective, vaeOptimizer } from './digit-vae.ts';
import { type Digits, evenLabels, loadDigits, subset } from './digits.ts';
import { noisedDigits } from './forward-process.ts';
import { generate, type Generative, inBatches } from './generate.ts';
import { judgeSamples, measureFloor, type Verdict, type Yardstick } from './judge-samples.ts';
import { type Budget, type Trained, trainWithin } from './train-within.ts';

/** What the study is run with. */
export interface StudyOptions {
  readonly backend: Backend;
  /** Of the denoiser; the others train for as many seconds as it did. */
  readonly budget: Budget;
  readonly judgeSteps: number;
  /** Samples of each kind, and held-out digits they are compared with; at most 1,000. */
  readonly samples: number;
  /** Steps of Heun's method. */
  readonly samplingSteps: number;
  readonly seed: number;
  /** Folder for pictures. */
  readonly out: string;
  /** Takes lines that say how it goes. */
  readonly log: (line: string) => void;
}

/** One row of the study's table. */
export interface StudyRow extends Verdict {
  readonly name: string;
  readonly parameters: number;
  readonly steps: number;
  readonly seconds: number;
}

/** The study's table and what its numbers are relative to. */
export interface StudyResult {
  readonly rows: readonly StudyRow[];
  readonly judge: { readonly name: string; readonly accuracy: number };
  readonly floor: Yardstick['floor'];
}

const guidances = [
  { scale: 1, limited: true, name: 'guidance 1' },
  { scale: 1.5, limited: true, name: 'guidance 1.5' },
  { scale: 2, limited: true, name: 'guidance 2' },
  { scale: 2, limited: false, name: 'guidance 2 at every noise level' },
] as const;

/** Trains a denoiser, a VAE and a GAN of one size for equal times and judges their digits. */
export async function runStudy(options: StudyOptions): Promise<StudyResult> {
  const { backend, samples: count, out, log } = options;
  const digits = loadDigits();
  await using judge = await trainJudge(digits, { backend, budget: { steps: options.judgeSteps }, log });
  const yardstick = await measureFloor(judge, digits, count);
  const known = await inBatches(Array.from(digits.heldOut.labels), (labels, batch) =>
    Promise.resolve(subset(digits.heldOut, batch * 100, batch * 100 + labels.length).samples),
  );
  const { accuracy } = await judgeSamples(judge, yardstick, known);
  const setting: Setting = { ...options, digits, judge, yardstick };

  const denoiser = await studyDenoiser(setting);
  const equal = { ...setting, budget: { minutes: denoiser.trained.seconds / 60 } };
  const vae = await studyGenerative(equal, {
    name: 'VAE',
    train: (given) =>
      trainWithin({ ...given, model: new DigitVae(), objective: vaeObjective, optimizer: vaeOptimizer }),
    model: new DigitVae(),
  });
  const gan = await studyGenerative(equal, {
    name: 'GAN',
    train: (given) =>
      trainWithin({ ...given, model: new DigitGan(), objective: ganObjective, optimizer: ganOptimizer }),
    model: new DigitGan(),
  });
  const curve = smoothed(denoiser.trained.losses);
  await plotCurves(join(out, 'loss.png'), [{ name: 'flow matching', points: curve }], {
    title: 'Loss of the denoiser',
  });
  const rows = [...denoiser.rows, vae, gan];
  return { rows, judge: { name: judge.name, accuracy }, floor: yardstick.floor };
}

interface Setting extends StudyOptions {
  readonly digits: Digits;
  readonly judge: Judge;
  readonly yardstick: Yardstick;
}

/** What every model of the study is trained with. */
function trainingOf({ backend, budget, digits, seed, log }: Setting, name: string) {
  const data = sampleTrainingData(digits.training, { batchSize: 64, seed });
  return { name, data, backend, budget, seed, averaged: true, log } as const;
}

async function studyDenoiser(
  setting: Setting,
): Promise<{ readonly rows: readonly StudyRow[]; readonly trained: Trained }> {
  const { backend, samples: count, samplingSteps: steps, seed, judge, yardstick, out } = setting;
  const model = digitUnet();
  const trained = await trainWithin({ ...trainingOf(setting, 'denoiser'), model, objective, optimizer });
  const { parameters } = trained;
  await using denoiser = networkDenoiser(model, { backend, parameters, prediction: 'flow' });
  const rows: StudyRow[] = [];
  for (const { scale, limited, name } of guidances) {
    const batches = await inBatches(evenLabels(count), (labels, batch) => {
      const run = drawDigits(denoiser, { labels, scale, limited, steps, seed: 1000 * seed + batch });
      return run.result;
    });
    const verdict = await judgeSamples(judge, yardstick, batches);
    const row = { name: `denoiser, ${name}`, ...costs(model, trained), ...verdict };
    rows.push(row);
    setting.log(summary(row));
    await writeGrid(join(out, `${name.replaceAll(' ', '-')}.png`), batches);
  }
  await writeFilms(setting, denoiser);
  return { rows, trained };
}

async function studyGenerative(
  setting: Setting,
  {
    name,
    model,
    train,
  }: {
    readonly name: string;
    readonly model: Generative;
    readonly train: (given: ReturnType<typeof trainingOf>) => Promise<Trained>;
  },
): Promise<StudyRow> {
  const { backend, samples: count, seed, judge, yardstick, out } = setting;
  const trained = await train(trainingOf(setting, name));
  const batches = await generate(model, evenLabels(count), { backend, parameters: trained.parameters, seed });
  await writeGrid(join(out, `${name.toLowerCase()}.png`), batches);
  const row = { name, ...costs(model, trained), ...(await judgeSamples(judge, yardstick, batches)) };
  setting.log(summary(row));
  return row;
}

function costs(
  model: Model,
  { steps, seconds }: Trained,
): Pick<StudyRow, 'parameters' | 'steps' | 'seconds'> {
  const parameters = [...model.parameters().values()].reduce(
    (sum, { shape }) => sum + shape.reduce<number>((product, extent) => product * Number(extent), 1),
    0,
  );
  return { parameters, steps, seconds };
}

function summary({ name, accuracy, overFloor }: StudyRow): string {
  return `  ${name}: ${(100 * accuracy).toFixed(1)} % of the class asked for, Fréchet ${overFloor.toFixed(2)} × floor`;
}

/** The first hundred samples, a row for ten of them. */
async function writeGrid(path: string, batches: readonly LabelledSamples[]): Promise<void> {
  const [first] = batches;
  if (first !== undefined)
    await writeImage(path, imageGrid(toImages(first.samples), { columns: 10, zoom: 2 }));
}

/** How noise becomes digits, and how digits become noise. */
async function writeFilms(setting: Setting, denoiser: NetworkDenoiser): Promise<void> {
  const { samplingSteps: steps, seed, digits, out } = setting;
  const moments: HostTensor<'f32'>[] = [];
  const labels = evenLabels(10);
  for await (const { x } of drawDigits(denoiser, { labels, scale: 2, limited: true, steps, seed }))
    moments.push(x);
  const shown = evenMoments(moments.length, 12).map((at) => moments[at] as HostTensor<'f32'>);
  await writeImage(join(out, 'reverse.png'), filmStrip(shown, { zoom: 2 }));
  const forward = noisedDigits(subset(digits.heldOut, 0, 10).samples, { moments: 12, seed });
  await writeImage(join(out, 'forward.png'), filmStrip(forward, { zoom: 2 }));
}

/** Means over a fiftieth of the run. */
function smoothed(losses: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  const width = Math.max(1, Math.floor(losses.length / 50));
  const points: (readonly [number, number])[] = [];
  for (let at = 0; at + width <= losses.length; at += width) {
    const part = losses.slice(at, at + width);
    const mean = part.reduce((sum, [, loss]) => sum + loss, 0) / width;
    points.push([at + width, mean]);
  }
  return points;
}
