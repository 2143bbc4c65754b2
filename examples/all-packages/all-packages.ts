import { type Backend, type Denoiser, readSafetensors, toNumbers, writeSafetensors } from '@fm/core';
import { fromDiffusersConfig, generateImages } from '@fm/diffusion';
import {
  causalLanguageModeling,
  exportOnnx,
  Gpt2,
  languageModel,
  textTrainingData,
  tokenizeTexts,
} from '@fm/lm';
import { byteLevelBpeRecipe, trainTokenizer } from '@fm/lm/tokenizer';
import { prompt, system, toTranscript, user } from '@fm/prompt';
import { adamW, train } from '@fm/train';

/** What came out, for comparing backends and platforms: the seeds are fixed, so the numbers are too. */
export interface Findings {
  readonly tokens: string;
  readonly losses: readonly number[];
  readonly continuation: string;
  readonly onnxBytes: number;
  readonly sampleMean: number;
  readonly transcript: string;
}

/** A small piece of work for every package, from the root entries alone: the same in Node and in browsers. */
export async function allPackages(backend: Backend): Promise<Findings> {
  // Edward Lear, 1871.
  const text = 'the owl and the pussy-cat went to sea in a beautiful pea-green boat. '.repeat(12);

  const tokenizer = await trainTokenizer([text], byteLevelBpeRecipe({ vocabularySize: 280 })).result;
  const { vocabularySize } = tokenizer;

  const model = new Gpt2({ vocab_size: vocabularySize, n_positions: 16, n_embd: 16, n_layer: 1, n_head: 2 });
  const run = train({
    model,
    objective: causalLanguageModeling(),
    optimizer: adamW({ learningRate: 1e-2 }),
    data: textTrainingData(tokenizeTexts(text, tokenizer), {
      contextLength: 16,
      batchSize: 4,
      vocabularySize,
    }),
    steps: 12,
    backend,
  });
  const losses: number[] = [];
  for await (const event of run) if (event.type === 'step') losses.push(event.loss);
  const trained = await run.result;

  // Through the file format, as a saved model would come.
  const parameters = readSafetensors(writeSafetensors(trained.parameters)).tensors;
  const lm = languageModel({ model, tokenizer, parameters, backend });
  const { text: continuation } = await lm.generate('the owl', { maxTokens: 8, temperature: 0 }).result;
  await lm[Symbol.asyncDispose]();

  const question = prompt([system('Go on in {{words}} words.'), user('{{line}}')]);
  return {
    tokens: tokenizer.encode('the pussy-cat').tokens.join(' '),
    losses,
    continuation,
    onnxBytes: exportOnnx({ model, parameters }).model.length,
    sampleMean: await meanOfSamples(),
    transcript: toTranscript(question({ words: 8, line: 'the owl' })),
  };
}

/** Samples of normal data with mean 2 and deviation 0.5, of which the best denoiser is known: Bayes' rule. */
async function meanOfSamples(): Promise<number> {
  const denoiser: Denoiser = {
    name: 'normal data',
    prediction: 'sample',
    sampleShape: [1, 4, 4],
    async predict({ sample, noiseLevel: sigma = 0 }) {
      const gain = 0.25 / (0.25 + sigma ** 2);
      const data = sample.data.map((x) => 2 + gain * (x * Math.sqrt(1 + sigma ** 2) - 2));
      return { ...sample, data };
    },
  };
  const scheduler = fromDiffusersConfig({
    _class_name: 'DDIMScheduler',
    prediction_type: 'sample',
    clip_sample: false,
  });
  const run = generateImages({ denoiser, plan: scheduler.plan({ steps: 8 }), seeds: [1, 2, 3, 4] });
  const numbers = toNumbers(await run.result);
  return numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
}
