/** Ways of letting a language model write: streaming, sampling, stop strings, log-probabilities, constraints. */
import type { LogitConstraint } from '@fm/core';
import {
  causalLanguageModeling,
  characterTokenizer,
  Gpt2,
  languageModel,
  textTrainingData,
  tokenizeTexts,
} from '@fm/lm';
import { ortBackend } from '@fm/ort';
import { adamW, schedules, train } from '@fm/train';

// Edward Lear, 1871.
const text = `the owl and the pussy-cat went to sea
in a beautiful pea-green boat,
they took some honey, and plenty of money,
wrapped up in a five-pound note.
`.repeat(20);

await using backend = await ortBackend();
const tokenizer = characterTokenizer(text);
const vocabularySize = tokenizer.vocabularySize;
const noDropout = { resid_pdrop: 0, embd_pdrop: 0, attn_pdrop: 0 }; // a rhyme is there to be learned by heart
const size = { vocab_size: vocabularySize, n_positions: 48, n_embd: 48, n_layer: 2, n_head: 4 };
const model = new Gpt2({ ...size, ...noDropout });
const steps = 250;
const { parameters, loss } = await train({
  model,
  objective: causalLanguageModeling(),
  optimizer: adamW({ learningRate: schedules.cosine({ peak: 1e-2, steps, warmUp: 10 }) }),
  data: textTrainingData(tokenizeTexts(text, tokenizer), {
    contextLength: 48,
    batchSize: 8,
    vocabularySize,
    sampling: 'random-offsets',
  }),
  steps,
  backend,
}).result;
console.log(`trained to a loss of ${loss?.toFixed(2)} nats a character\n`);

await using lm = languageModel({ model, tokenizer, parameters, backend });

console.log('— greedy, streamed as it is written');
process.stdout.write('the owl');
for await (const { text } of lm.generate('the owl', { maxTokens: 40, temperature: 0 }))
  process.stdout.write(text);

console.log('\n\n— drawn from the 5 most probable characters; another seed, another line');
for (const seed of [1, 2, 3]) {
  const { text } = await lm.generate('and ', { maxTokens: 40, temperature: 0.9, topK: 5, seed, stop: ['\n'] })
    .result;
  console.log(`${seed}: and ${text}`);
}

console.log('\n— after “and”: how sure it is of each character, and what else it thought of');
for await (const token of lm.generate('and ', { maxTokens: 6, temperature: 0, topLogProbs: 3 })) {
  const others = token.top.map(
    ({ id, logProb }) => `${JSON.stringify(tokenizer.decode([id]))} ${percent(logProb)}`,
  );
  console.log(`${JSON.stringify(token.text)} ${percent(token.logProb)} of ${others.join(', ')}`);
}

console.log('\n— under a constraint: never an e');
const withoutE: LogitConstraint = (logits) => {
  logits[tokenizer.idOf('e') as number] = Number.NEGATIVE_INFINITY;
};
const lipogram = await lm.generate('the owl', { maxTokens: 40, temperature: 0, constraint: withoutE }).result;
if (lipogram.text.includes('e')) throw new Error('an e slipped through');
console.log(`the owl${lipogram.text}`);

function percent(logProb: number): string {
  return `${Math.round(Math.exp(logProb) * 100)} %`;
}
