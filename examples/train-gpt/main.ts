/** Pre-trains a small GPT on a rhyme, character by character, and lets it go on from a few words. */
import {
  causalLanguageModeling,
  characterTokenizer,
  Gpt2,
  languageModel,
  textTrainingData,
  tokenizeTexts,
} from '@fm/lm';
import { ortBackend } from '@fm/ort';
import { adamW, train } from '@fm/train';

// Edward Lear, 1871.
const text = `the owl and the pussy-cat went to sea
in a beautiful pea-green boat,
they took some honey, and plenty of money,
wrapped up in a five-pound note.
`.repeat(20);

await using backend = await ortBackend();
const tokenizer = characterTokenizer(text);
const vocabularySize = tokenizer.vocabularySize;
const model = new Gpt2({ vocab_size: vocabularySize, n_positions: 64, n_embd: 64, n_layer: 2, n_head: 4 });

const run = train({
  model,
  objective: causalLanguageModeling(),
  optimizer: adamW({ learningRate: 3e-3 }),
  data: textTrainingData(tokenizeTexts(text, tokenizer), { contextLength: 64, batchSize: 8, vocabularySize }),
  steps: 200,
  backend,
});
for await (const event of run) {
  if (event.type === 'step' && event.step % 25 === 0)
    console.log(`step ${event.step}: loss ${event.loss.toFixed(3)}`);
}

const { parameters } = await run.result;
await using rhymer = languageModel({ model, tokenizer, parameters, backend });
const { text: continuation } = await rhymer.generate('the owl', { maxTokens: 56, temperature: 0 }).result;
console.log(`the owl${continuation}`);
