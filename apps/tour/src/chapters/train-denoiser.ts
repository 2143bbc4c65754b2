import { join } from 'node:path';

import type { Backend, HostTensor } from '@fm/core';
import { flowMatching, logitNormalTimes, type SampleSet, sampleTrainingData, UNet2d } from '@fm/diffusion';
import {
  adamW,
  averagedParameters,
  chain,
  clipByGlobalNorm,
  ema,
  schedules,
  train,
  type TrainEvent,
} from '@fm/train';
import { jsonLinesLog, lossCurves, plotCurves, terminalProgress } from '@fm/train/node';

import { fact } from '../narration.ts';
import { digitSize } from './prepare-digits.ts';

const batchSize = 32;
const seed = 1;

/** A network that tells the flow from noise to digits. */
export interface TrainedDenoiser {
  readonly network: UNet2d;
  /** Moving averages of the weights. */
  readonly parameters: Readonly<Record<string, HostTensor>>;
}

/** What training a denoiser needs. */
export interface TrainDenoiserOptions {
  readonly digits: SampleSet;
  readonly backend: Backend;
  readonly folder: string;
  readonly steps: number;
}

/** Trains a UNet of 0.6 million parameters by flow matching, with a progress bar, a log and a picture of the loss. */
export async function trainDenoiser({
  digits,
  backend,
  folder,
  steps,
}: TrainDenoiserOptions): Promise<TrainedDenoiser> {
  const network = smallUnet();
  const run = train({
    model: network,
    objective: flowMatching({ times: logitNormalTimes() }),
    optimizer: chain(
      clipByGlobalNorm(1),
      adamW({
        learningRate: schedules.cosine({
          peak: 1e-3,
          floor: 1e-4,
          warmUp: Math.min(20, Math.floor(steps / 10)),
          steps,
        }),
        beta2: 0.99,
      }),
      ema(steps > 100 ? 0.98 : 0.8),
    ),
    data: sampleTrainingData(digits, { batchSize, seed }),
    unit: { name: 'pictures', count: () => batchSize },
    steps,
    seed,
    backend,
  });

  using progress = terminalProgress();
  using log = jsonLinesLog(join(folder, 'training.jsonl'));
  const events: TrainEvent[] = [];
  for await (const event of run) {
    progress.show(event);
    log.write(event);
    events.push(event);
  }
  await plotCurves(join(folder, 'loss.png'), lossCurves(events), {
    title: 'A small UNet learns to denoise digits',
  });

  const averages = Object.entries(averagedParameters((await run.result).state));
  const read = await Promise.all(
    averages.map(async ([name, tensor]) => [name, await tensor.read()] as const),
  );
  const parameters: Record<string, HostTensor> = Object.fromEntries(read);
  const count = read.reduce((sum, [, { data }]) => sum + data.length, 0);
  fact('parameters', count.toLocaleString('en'));
  return { network, parameters };
}

/** Three resolutions, 28 × 28 to 7 × 7; the last of its eleven classes means "any digit". */
function smallUnet(): UNet2d {
  return new UNet2d({
    sample_size: digitSize,
    in_channels: 1,
    out_channels: 1,
    block_out_channels: [16, 32, 64],
    down_block_types: ['DownBlock2D', 'DownBlock2D', 'DownBlock2D'],
    up_block_types: ['UpBlock2D', 'UpBlock2D', 'UpBlock2D'],
    layers_per_block: 1,
    norm_num_groups: 8,
    attention_head_dim: 32,
    num_class_embeds: 11,
  });
}
