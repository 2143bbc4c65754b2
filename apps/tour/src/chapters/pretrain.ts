import { join } from 'node:path';

import { type Backend, type HostTensor, initialize } from '@fm/core';
import { causalLanguageModeling, Gpt2, textEvaluationData, textTrainingData } from '@fm/lm';
import {
  adamW,
  chain,
  clipByGlobalNorm,
  schedules,
  train,
  type TrainEvent,
  type TrainOptions,
} from '@fm/train';
import { folderCheckpoints, jsonLinesLog, lossCurves, plotCurves, terminalProgress } from '@fm/train/node';

import type { PreparedText } from './prepare-text.ts';

const contextLength = 128;
const batchSize = 8;
const seed = 1;

/** A trained model, and what it was before. */
export interface Training {
  readonly model: Gpt2;
  /** Random first weights. */
  readonly first: Readonly<Record<string, HostTensor>>;
  /** Weights after the last step. */
  readonly parameters: Readonly<Record<string, HostTensor>>;
  /** Mean loss over the whole validation part, in nats per character. */
  readonly validationLoss: number;
}

/** What training needs. */
export interface PretrainOptions {
  readonly text: PreparedText;
  readonly backend: Backend;
  readonly folder: string;
  readonly steps: number;
}

/** What the chapters after training need. */
export interface TrainedOptions extends PretrainOptions {
  readonly training: Training;
}

/** Trains a GPT of 0.8 million parameters, with a progress bar, a log, checkpoints and a picture of the loss. */
export async function pretrain(options: PretrainOptions): Promise<Training> {
  const { folder, steps } = options;
  const model = smallGpt(options.text);
  const run = train({
    ...recipe(model, options),
    evaluation: { data: validationData(options.text), every: Math.max(1, Math.floor(steps / 5)) },
    checkpoints: {
      store: folderCheckpoints(join(folder, 'checkpoints')),
      every: Math.max(1, Math.floor(steps / 10)),
    },
  });

  using progress = terminalProgress();
  using log = jsonLinesLog(join(folder, 'training.jsonl'));
  const events: TrainEvent[] = [];
  for await (const event of run) {
    progress.show(event);
    log.write(event);
    events.push(event);
  }
  await plotCurves(join(folder, 'loss.png'), lossCurves(events), { title: 'A small GPT reads Moby-Dick' });

  const evaluations = events.filter((event) => event.type === 'evaluation');
  const { parameters } = await run.result;
  return {
    model,
    first: initialize(model, seed),
    parameters,
    validationLoss: evaluations.at(-1)?.loss ?? Number.NaN,
  };
}

/** Four layers of four heads, 128 wide, that look back 128 characters. */
export function smallGpt({ tokenizer }: PreparedText): Gpt2 {
  return new Gpt2({
    vocab_size: tokenizer.vocabularySize,
    n_positions: contextLength,
    n_embd: 128,
    n_layer: 4,
    n_head: 4,
    embd_pdrop: 0,
    attn_pdrop: 0,
    resid_pdrop: 0,
  });
}

/** Everything that decides the numbers of a run: the same recipe gives the same weights, bit for bit. */
export function recipe(
  model: Gpt2,
  { text, backend, steps }: Omit<PretrainOptions, 'folder'>,
): TrainOptions<Gpt2> {
  const { tokenizer, training } = text;
  const warmUp = Math.min(100, Math.floor(steps / 10));
  return {
    model,
    objective: causalLanguageModeling(),
    optimizer: chain(
      clipByGlobalNorm(1),
      adamW({
        learningRate: schedules.cosine({ peak: 2e-3, floor: 2e-4, warmUp, steps }),
        beta2: 0.99,
        weightDecay: 0.1,
      }),
    ),
    backend,
    data: textTrainingData(training, {
      contextLength,
      batchSize,
      vocabularySize: tokenizer.vocabularySize,
      seed,
    }),
    unit: { name: 'tokens', count: () => contextLength * batchSize },
    steps,
    seed,
  };
}

function validationData({ tokenizer, validation }: PreparedText): ReturnType<typeof textEvaluationData> {
  return textEvaluationData(validation, {
    contextLength,
    batchSize: 64,
    vocabularySize: tokenizer.vocabularySize,
  });
}
