/**
 * The nanoGPT CPU recipe on a character text, over several seeds, evaluated on the whole validation part.
 *
 *     pnpm study shakespeare --data input.txt [--seeds 1337,1,2] [--steps 2000]
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import {
  causalLanguageModeling,
  characterTokenizer,
  Gpt2,
  ngramCrossEntropy,
  splitTokens,
  textEvaluationData,
  textTrainingData,
  tokenizeTexts,
} from '@fm/lm';
import { ortBackend } from '@fm/ort/node';
import { adamW, chain, clipByGlobalNorm, schedules, train } from '@fm/train';

const { values: options } = parseArgs({
  options: {
    data: { type: 'string' },
    seeds: { type: 'string', default: '1337,1,2' },
    steps: { type: 'string', default: '2000' },
  },
});
if (options.data === undefined) {
  console.error('usage: pnpm study shakespeare --data FILE [--seeds 1337,1,2] [--steps 2000]');
  process.exit(2);
}

const text = readFileSync(options.data, 'utf8');
const tokenizer = characterTokenizer(text);
const [training, validation] = splitTokens(tokenizeTexts(text, tokenizer), 0.9);
const { vocabularySize } = tokenizer;
const steps = Number(options.steps);
const contextLength = 64;

console.log(`${text.length} characters, ${vocabularySize} different ones`);
for (const [order, name] of ['unigram', 'bigram', 'trigram'].entries()) {
  const floor = ngramCrossEntropy({ training, validation }, order + 1);
  console.log(`${name.padEnd(8)} ${floor.toFixed(4)} nats per character`);
}

await using backend = await ortBackend();
const losses: number[] = [];
for (const seed of options.seeds.split(',').map(Number)) {
  const run = train({
    model: new Gpt2({
      vocab_size: vocabularySize,
      n_positions: contextLength,
      n_embd: 128,
      n_layer: 4,
      n_head: 4,
      activation_function: 'gelu',
      bias: false,
      embd_pdrop: 0,
      attn_pdrop: 0,
      resid_pdrop: 0,
    }),
    objective: causalLanguageModeling(),
    optimizer: chain(
      clipByGlobalNorm(1),
      adamW({
        learningRate: schedules.cosine({ peak: 1e-3, floor: 1e-4, warmUp: 100, steps }),
        beta1: 0.9,
        beta2: 0.99,
        weightDecay: 0.1,
      }),
    ),
    backend,
    data: textTrainingData(training, {
      contextLength,
      batchSize: 12,
      vocabularySize,
      sampling: 'random-offsets',
      seed,
    }),
    evaluation: {
      data: textEvaluationData(validation, { contextLength, batchSize: 64, vocabularySize }),
      every: steps,
    },
    steps,
    seed,
  });
  for await (const event of run) {
    if (event.type === 'step' && event.step % 250 === 0)
      console.log(`  step ${event.step}: training loss ${event.loss.toFixed(4)}`);
    if (event.type === 'evaluation') losses.push(event.loss);
    if (event.type === 'end')
      console.log(
        `seed ${seed}: validation loss ${losses.at(-1)?.toFixed(4)} nats in ${event.seconds.toFixed(0)} s`,
      );
  }
}
const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
console.log(
  `mean ${mean.toFixed(4)}, worst ${Math.max(...losses).toFixed(4)} (PyTorch's three seeds: 1.8909 to 1.9081)`,
);
