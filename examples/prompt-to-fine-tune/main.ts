/** One task and one set of examples: a prompt, training data in which only answers count, and an evaluation. */
import { causalLanguageModeling, characterTokenizer, Gpt2, languageModel } from '@fm/lm';
import { ortBackend } from '@fm/ort';
import { classify, holdOut, recordTrainingData, task, trainingRecords } from '@fm/prompt';
import { adamW, schedules, train } from '@fm/train';

const review = task({
  name: 'review',
  input: 'the {{dish}} was {{word}}',
  labels: ['good', 'bad'],
  outputPrefix: 'it is',
  separator: '\n',
});
const words = {
  good: ['lovely', 'fresh', 'warm', 'sweet'],
  bad: ['stale', 'cold', 'bitter', 'burnt'],
} as const;
const dishes = ['bread', 'cake', 'tea', 'soup', 'fish', 'rice', 'pie', 'stew'];
const examples = dishes.flatMap((dish) =>
  (['good', 'bad'] as const).flatMap((label) =>
    words[label].map((word) => review.example({ dish, word }, label)),
  ),
);
const { training, evaluation } = holdOut(review, examples, { share: 0.2, seed: 1 });

console.log(
  `As a prompt:\n${review.text({ dish: 'tea', word: 'cold' }, { examples: training.slice(0, 2) }).text}\n`,
);

const tokenizer = characterTokenizer(' abcdefghijklmnopqrstuvwxyz\n');
const { records, report } = trainingRecords(review, training, { tokenizer });
console.log(
  `As training data: ${records.length} records of ${report.tokens} tokens, ${report.learned} of them learned\n`,
);

await using backend = await ortBackend();
const size = { vocab_size: tokenizer.vocabularySize, n_positions: 40, n_embd: 32, n_layer: 2, n_head: 4 };
const model = new Gpt2({ ...size, embd_pdrop: 0, attn_pdrop: 0, resid_pdrop: 0 });
const steps = 250;
const { parameters } = await train({
  model,
  objective: causalLanguageModeling(),
  optimizer: adamW({ learningRate: schedules.cosine({ peak: 5e-3, steps, warmUp: 10 }) }),
  data: recordTrainingData(records, { contextLength: 40, batchSize: 16 }),
  steps,
  backend,
}).result;

await using lm = languageModel({ model, tokenizer, parameters, backend });
const found = await classify({ model: lm, task: review, inputs: evaluation.map(({ input }) => input) });
const right = found.filter(({ label }, i) => label === evaluation[i]?.output).length;
console.log(`${right} of ${evaluation.length} reviews that were held out are judged rightly`);
