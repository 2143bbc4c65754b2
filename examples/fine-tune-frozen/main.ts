/** Fine-tunes a part of a model: the last block learns a new text, everything below it stays as it was. */
import { type HostTensor, toNumbers } from '@fm/core';
import { causalLanguageModeling, characterTokenizer, Gpt2, textTrainingData, tokenizeTexts } from '@fm/lm';
import { ortBackend } from '@fm/ort';
import { adamW, train, type TrainOptions } from '@fm/train';

const first = 'row, row, row your boat gently down the stream. '.repeat(30);
const second = 'merrily, merrily, merrily, merrily, life is but a dream. '.repeat(30);
const tokenizer = characterTokenizer(first + second);
const vocabularySize = tokenizer.vocabularySize;

await using backend = await ortBackend();
const model = new Gpt2({ vocab_size: vocabularySize, n_positions: 32, n_embd: 32, n_layer: 2, n_head: 4 });
const trainingOn = (text: string): TrainOptions<Gpt2> => ({
  model,
  objective: causalLanguageModeling(),
  optimizer: adamW({ learningRate: 5e-3, weightDecay: 0 }),
  data: textTrainingData(tokenizeTexts(text, tokenizer), { contextLength: 32, batchSize: 8, vocabularySize }),
  steps: 80,
  backend,
});

const pretrained = await train(trainingOn(first)).result;
console.log(`pre-trained: loss ${pretrained.loss?.toFixed(2)} on the first text\n`);

const top = /^(h\.1|ln_f)\./;
const run = train({
  ...trainingOn(second),
  parameters: pretrained.parameters,
  trainable: top, // a predicate (name, type) => boolean does as well
});
for await (const event of run) {
  if (event.type === 'plan') {
    const { trainable, parameters, memory } = event;
    console.log(`${trainable} of ${parameters} numbers learn; optimizer state: ${memory.optimizer} bytes`);
  }
  if (event.type === 'step' && (event.step === 1 || event.step % 20 === 0))
    console.log(`step ${event.step}: loss ${event.loss.toFixed(2)} on the second text`);
}

// What is frozen has neither changed nor any optimizer state.
const { parameters, state } = await run.result;
console.log('\npart    largest change   tensors of optimizer state');
for (const part of ['wte', 'wpe', 'h.0', 'h.1', 'ln_f']) {
  let change = 0;
  for (const [name, before] of Object.entries(pretrained.parameters)) {
    const after = toNumbers(parameters[name] as HostTensor);
    if (name.startsWith(`${part}.`))
      for (const [i, x] of toNumbers(before).entries())
        change = Math.max(change, Math.abs(x - (after[i] as number)));
  }
  if (!top.test(`${part}.`) && change > 0) throw new Error(`${part} is frozen, but changed`);
  const moments = Object.keys(state.tensors).filter(
    (name) => name.startsWith('optimizer/') && name.includes(`/${part}.`),
  );
  console.log(`${part.padEnd(8)}${change.toFixed(4).padStart(14)}   ${moments.length}`);
}
