/** Objects instead of text: from a local model under a constraint, streamed, and from a chat model with a repair. */
import type { ChatModel } from '@fm/core';
import {
  causalLanguageModeling,
  characterTokenizer,
  Gpt2,
  languageModel,
  textTrainingData,
  tokenizeTexts,
} from '@fm/lm';
import { ortBackend } from '@fm/ort';
import { chatGeneration, generateObject, ObjectError, streamObject } from '@fm/prompt';
import { adamW, schedules, train } from '@fm/train';

// A model that has learned to describe orders as JSON.
const drinks = ['tea', 'milk', 'juice', 'cocoa'];
const sizes = ['small', 'large'];
const orders = drinks.flatMap((drink) =>
  sizes.flatMap((size) =>
    [1, 2, 3].map(
      (count) => `${count} ${size} ${drink} = {"drink":"${drink}","size":"${size}","count":${count}}\n`,
    ),
  ),
);
const text = Array.from({ length: 20 }, (_, i) =>
  orders.map((_, j) => orders[(j * 7 + i) % orders.length]).join(''),
).join('');
const tokenizer = characterTokenizer(text);
const vocabularySize = tokenizer.vocabularySize;
const noDropout = { resid_pdrop: 0, embd_pdrop: 0, attn_pdrop: 0 };
const model = new Gpt2({
  vocab_size: vocabularySize,
  n_positions: 72,
  n_embd: 48,
  n_layer: 2,
  n_head: 4,
  ...noDropout,
});
const steps = 400;
await using backend = await ortBackend();
const { parameters } = await train({
  model,
  objective: causalLanguageModeling(),
  optimizer: adamW({ learningRate: schedules.cosine({ peak: 1e-2, steps, warmUp: 10 }) }),
  data: textTrainingData(tokenizeTexts(text, tokenizer), {
    contextLength: 72,
    batchSize: 8,
    vocabularySize,
    sampling: 'random-offsets',
  }),
  steps,
  backend,
}).result;
await using lm = languageModel({ model, tokenizer, parameters, backend });

const schema = {
  type: 'object',
  properties: {
    drink: { enum: drinks },
    size: { enum: sizes },
    count: { type: 'integer', minimum: 1, maximum: 9 },
  },
  required: ['drink', 'size', 'count'],
} as const;

console.log('— a local model, which cannot write anything else');
for (const prompt of ['2 large cocoa = ', '3 small tea = ']) {
  const { value } = await generateObject({ model: lm, prompt, schema, temperature: 0 });
  console.log(`${prompt}${JSON.stringify(value)}`);
}

console.log('\n— as it is written: never half a drink');
for await (const partial of streamObject({ model: lm, prompt: '1 small milk = ', schema, temperature: 0 })) {
  console.log(JSON.stringify(partial));
}

console.log('\n— a chat model (here a scripted one), told what was wrong');
const answers = [
  'Sure! {"drink":"tea"',
  '{"drink":"tea","size":"large","count":12}',
  '{"drink":"tea","size":"large","count":2}',
];
const scripted: ChatModel = {
  name: 'scripted',
  generate: ({ messages }) =>
    chatGeneration(async function* () {
      const last = messages.at(-1);
      if (messages.length > 1) console.log(`  ${String(last?.content).split('\n').slice(1, -1).join(' ')}`);
      yield { type: 'text', text: answers[(messages.length - 1) / 2] ?? '' };
      return { finishReason: 'stop', usage: { inputTokens: undefined, outputTokens: undefined } };
    }),
};
const messages = [{ role: 'user', content: 'Two large teas, please.' }] as const;
const { value, failed } = await generateObject({ model: scripted, messages, schema });
console.log(`${JSON.stringify(value)} after ${failed.length} repairs`);

try {
  await generateObject({ model: scripted, messages, schema, repairs: 0 });
} catch (error) {
  if (!(error instanceof ObjectError)) throw error;
  console.log(`without repairs: ${error.issues.map(({ message }) => message).join(', ')}`);
}
