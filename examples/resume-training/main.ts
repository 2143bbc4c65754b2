/** Stops a training run, goes on from its last checkpoint, and ends with the very weights of a run that never stopped. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { causalLanguageModeling, characterTokenizer, Gpt2, textTrainingData, tokenizeTexts } from '@fm/lm';
import { ortBackend } from '@fm/ort';
import { adamW, schedules, train, type TrainingResult, type TrainOptions } from '@fm/train';
import { folderCheckpoints } from '@fm/train/node';

const text = 'they danced by the light of the moon, the moon, they danced by the light of the moon. '.repeat(
  20,
);
const tokenizer = characterTokenizer(text);
const vocabularySize = tokenizer.vocabularySize;
const folder = join(import.meta.dirname, 'runs', 'checkpoints');
await rm(folder, { recursive: true, force: true });

await using backend = await ortBackend();
const steps = 40;
const options: TrainOptions<Gpt2> = {
  // With dropout, so that the random key has to be restored as well as weights, moments and place in the data.
  model: new Gpt2({ vocab_size: vocabularySize, n_positions: 32, n_embd: 32, n_layer: 2, n_head: 4 }),
  objective: causalLanguageModeling(),
  optimizer: adamW({ learningRate: schedules.cosine({ peak: 3e-3, steps }) }),
  data: textTrainingData(tokenizeTexts(text, tokenizer), { contextLength: 32, batchSize: 4, vocabularySize }),
  steps,
  backend,
};

/** A run that checkpoints every 10 steps; something from outside stops it after `stopAfter` of them. */
async function trainWithCheckpoints(stopAfter?: number): Promise<TrainingResult> {
  const controller = new AbortController();
  const checkpoints = { store: folderCheckpoints(folder, { keep: 2 }), every: 10 };
  const run = train({ ...options, checkpoints, signal: controller.signal });
  for await (const event of run) {
    if (event.type === 'plan') console.log(`starts after step ${event.resumedAt}`);
    if (event.type === 'checkpoint') console.log(`  checkpoint of step ${event.step}`);
    if (event.type === 'step' && event.step === stopAfter) controller.abort();
    if (event.type === 'end') console.log(`${event.reason} at step ${event.step}`);
  }
  return run.result;
}

await trainWithCheckpoints(17); // as Ctrl+C would: the running step is finished and saved
const resumed = await trainWithCheckpoints();
const uninterrupted = await train(options).result;

let compared = 0;
for (const [name, { data }] of Object.entries(uninterrupted.parameters)) {
  const other = resumed.parameters[name]?.data;
  if (!data.every((value, i) => value === other?.[i])) throw new Error(`${name} differs`);
  compared += data.length;
}
console.log(`loss ${resumed.loss} and ${uninterrupted.loss}: all ${compared} weights are equal, bit by bit`);
