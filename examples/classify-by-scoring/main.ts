/** Classification by the probability of each label's words: several words per label, scorings, and calibrations. */
import { hostKey, uniformHost } from '@fm/core';
import {
  causalLanguageModeling,
  characterTokenizer,
  Gpt2,
  languageModel,
  textTrainingData,
  tokenizeTexts,
} from '@fm/lm';
import { ortBackend } from '@fm/ort';
import {
  batch,
  type Calibration,
  classify,
  contextual,
  pmi,
  task,
  temperature,
  toDecisionModel,
} from '@fm/prompt';
import { adamW, schedules, train } from '@fm/train';

// Reviews in which praise is five times as frequent as blame: the model learns that bias too.
const words = { good: ['lovely', 'fresh', 'warm', 'sweet'], bad: ['stale', 'cold', 'bitter', 'burnt'] };
const nouns = ['bread', 'cake', 'tea', 'soup', 'fish', 'rice', 'pie', 'stew'];
const reviews = nouns.flatMap((noun, n) =>
  (['good', 'bad'] as const).flatMap((output) =>
    words[output].map((word, w) => ({
      input: `the ${noun} was ${word}`,
      output,
      isHeldOut: (n + w) % 4 === 0,
    })),
  ),
);
const seen = reviews.filter(({ isHeldOut }) => !isHeldOut);
const heldOut = reviews.filter(({ isHeldOut }) => isHeldOut);
const lines = seen.flatMap(({ input, output }) =>
  Array.from({ length: output === 'good' ? 5 : 1 }, () => `${input}\nit is ${output}\n\n`),
);
const text = Array.from(uniformHost(hostKey(1), 800), (draw) => lines[Math.floor(draw * lines.length)]).join(
  '',
);
const tokenizer = characterTokenizer(`${text}N/A[MASK]-nswer:`);
const vocabularySize = tokenizer.vocabularySize;
const noDropout = { resid_pdrop: 0, embd_pdrop: 0, attn_pdrop: 0 };
const model = new Gpt2({
  vocab_size: vocabularySize,
  n_positions: 64,
  n_embd: 32,
  n_layer: 2,
  n_head: 2,
  ...noDropout,
});
const steps = 120;
await using backend = await ortBackend();
const { parameters } = await train({
  model,
  objective: causalLanguageModeling(),
  optimizer: adamW({ learningRate: schedules.cosine({ peak: 8e-3, steps, warmUp: 10 }) }),
  data: textTrainingData(tokenizeTexts(text, tokenizer), { contextLength: 64, batchSize: 8, vocabularySize }),
  steps,
  backend,
}).result;
await using lm = languageModel({ model, tokenizer, parameters, backend });

const review = task({ name: 'review', inputPrefix: '', outputPrefix: 'it is', labels: ['good', 'bad'] });
const ask = { model: lm, task: review, inputs: heldOut.map(({ input }) => input) };
const calibrations: readonly (Calibration<string> | undefined)[] = [
  undefined,
  contextual(),
  batch(),
  pmi('it is'),
  temperature(seen.slice(0, 12)),
];
console.log('reviews it has never seen: share that is right, and negative log-likelihood');
for (const calibration of calibrations) {
  const found = await classify(calibration === undefined ? ask : { ...ask, calibration });
  const right = found.filter(({ label }, i) => label === heldOut[i]?.output).length / found.length;
  const loss = found.reduce(
    (sum, { probabilities }, i) => sum - Math.log(probabilities[heldOut[i]?.output ?? 'good']),
    0,
  );
  console.log(
    `${(calibration?.name ?? 'none').padEnd(12)} ${right.toFixed(2)}  ${(loss / found.length).toFixed(3)}`,
  );
}

console.log('\nthe same, by how the words are scored');
for (const scoring of ['sum', 'mean', 'pmi', 'channel'] as const) {
  const found = await classify({ ...ask, scoring });
  const right = found.filter(({ label }, i) => label === heldOut[i]?.output).length;
  console.log(`${scoring.padEnd(12)} ${(right / found.length).toFixed(2)}`);
}

const [one] = await classify({ ...ask, inputs: ['the stew was stale'] });
console.log('\nthe stew was stale:', one?.probabilities);
for (const { label, words } of one?.scores ?? []) {
  for (const { word, logProb, tokens } of words)
    console.log(`  ${label}: "${word}" ${logProb.toFixed(2)} nats, ${tokens} tokens`);
}

// For the AI SDK's `decide`; the question is asked in the SDK's own form, which this model has never seen.
const { answers } = await toDecisionModel(lm).doDecide({
  state: [{ type: 'text', text: 'the cake was burnt' }],
  questions: { verdict: { type: 'choice', criteria: { good: null, bad: null } } },
});
console.log('\nas a decision model of the AI SDK:', answers['verdict']);
