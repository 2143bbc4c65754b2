/** A language model as a judge: classifies by the probability of each label, and measures how well it knows a text. */
import { hostKey, uniformHost } from '@fm/core';
import {
  causalLanguageModeling,
  characterTokenizer,
  Gpt2,
  languageModel,
  perplexity,
  textTrainingData,
  tokenizeTexts,
} from '@fm/lm';
import { ortBackend } from '@fm/ort';
import { adamW, schedules, train } from '@fm/train';

// A tiny language of reviews. Every eighth sentence is held out.
const adjectives = { good: ['lovely', 'fresh', 'warm', 'sweet'], bad: ['stale', 'cold', 'bitter', 'burnt'] };
const nouns = ['bread', 'cake', 'tea', 'soup', 'fish', 'rice', 'pie', 'stew'];
const labels = [' good', ' bad'];
const reviews = nouns.flatMap((noun, n) =>
  Object.entries(adjectives).flatMap(([label, words]) =>
    words.map((word, w) => ({
      prompt: `the ${noun} was ${word}:`,
      label: ` ${label}`,
      isHeldOut: (n + w) % 8 === 0,
    })),
  ),
);
const training = reviews.filter(({ isHeldOut }) => !isHeldOut);
const heldOut = reviews.filter(({ isHeldOut }) => isHeldOut);
const lines = training.map(({ prompt, label }) => `${prompt}${label}\n`);
const draws = uniformHost(hostKey(1), 1000);
const text = Array.from(draws, (draw) => lines[Math.floor(draw * lines.length)]).join('');

await using backend = await ortBackend();
const tokenizer = characterTokenizer(text);
const vocabularySize = tokenizer.vocabularySize;
const noDropout = { resid_pdrop: 0, embd_pdrop: 0, attn_pdrop: 0 };
const size = { vocab_size: vocabularySize, n_positions: 64, n_embd: 48, n_layer: 2, n_head: 4 };
const model = new Gpt2({ ...size, ...noDropout });
const steps = 250;
const { parameters } = await train({
  model,
  objective: causalLanguageModeling(),
  optimizer: adamW({ learningRate: schedules.cosine({ peak: 8e-3, steps, warmUp: 10 }) }),
  data: textTrainingData(tokenizeTexts(text, tokenizer), { contextLength: 64, batchSize: 8, vocabularySize }),
  steps,
  backend,
}).result;
await using lm = languageModel({ model, tokenizer, parameters, backend });

let correct = 0;
for (const { prompt, label } of heldOut) {
  const scores = await lm.scoreContinuations(prompt, labels);
  const [best] = scores.toSorted((a, b) => b.logProb - a.logProb);
  const shown = scores.map(({ continuation, logProb }) => `${continuation} ${logProb.toFixed(2)}`);
  console.log(`${prompt.padEnd(24)} ${shown.join(', ')}  ${best?.continuation === label ? '✓' : '✗'}`);
  if (best?.continuation === label) correct++;
}
console.log(`${correct} of ${heldOut.length} sentences it has never seen are classified rightly\n`);

for (const sample of [
  'the tea was cold: bad\nthe pie was warm: good\n',
  'was the cold tea: dab\ngood pie the: warm was\n',
]) {
  const { perplexity: choices, bitsPerByte } = await perplexity(lm, sample);
  console.log(
    `perplexity ${choices.toFixed(1)}, ${bitsPerByte.toFixed(2)} bits per byte: ${JSON.stringify(sample)}`,
  );
}
