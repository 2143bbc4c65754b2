/** A prompt that always fits: parts are kept, shortened or dropped, and the report says what happened and why. */
import { byteLevelBpeRecipe, chatFormat, chatTemplate, trainTokenizer } from '@fm/lm/tokenizer';
import {
  BudgetError,
  firstThatFits,
  fit,
  optional,
  prompt,
  required,
  system,
  toTokens,
  truncatable,
  user,
} from '@fm/prompt';

const document =
  'The keeper of the lighthouse wrote down the weather every day, and every ship that passed. '.repeat(20);
const tokenizer = await trainTokenizer(
  [document, 'Question: what did he write? Answer briefly, from the notes alone. user assistant system'],
  byteLevelBpeRecipe({ vocabularySize: 320, specialTokens: ['<|im_start|>', '<|im_end|>'] }),
).result;
const template = chatTemplate(
  `{% for message in messages %}<|im_start|>{{ message.role }}
{{ message.content }}<|im_end|>
{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant
{% endif %}`,
);
const format = chatFormat(tokenizer, { template });

const say = prompt([user('{{text}}')]);
const parts = (question: string) => [
  required('rules', prompt([system('Answer briefly, from the notes alone.')])(), { stable: true }),
  truncatable('notes', say({ text: document }), { cut: 'middle', priority: 1, stable: true }),
  firstThatFits('hint', [
    say({ text: 'Hint: he wrote about the weather, and about ships, every single day of the year.' }),
    say({ text: 'Hint: weather, ships.' }),
  ]),
  optional('thanks', say({ text: 'Thank you very much indeed for all of your kind and patient help.' }), {
    priority: -1,
  }),
  required('question', say({ text: question })),
];

const budget = { format, maxTokens: 256, reserve: 32, stableTokens: 150 };
const { prompt: fitted, report } = fit(parts('Question: what did he write?'), budget);
console.log(report);
const ids = toTokens(fitted, { format });
if (ids.length !== report.tokens || ids.length > report.limit) throw new Error('the report is wrong');

// The beginning stays the same for another question, so what a server cached of it stays good.
const other = toTokens(fit(parts('Which ships?'), budget).prompt, { format });
const same = ids.findIndex((id, i) => id !== other[i]);
console.log(`${same} tokens in common, ${report.stableTokens} of them sure`);
if (same < (report.stableTokens ?? 0)) throw new Error('the beginning changed');

try {
  fit(parts('why? '.repeat(200)), budget);
} catch (error) {
  if (!(error instanceof BudgetError)) throw error;
  console.log(`\n${error.excess} tokens too many:\n${error.message}`);
}

// Nobody has the tokenizer of a hosted model: the report says that it guessed.
const guess = fit(parts('Which ships?'), {
  estimate: { charactersPerToken: 3 },
  maxTokens: 500,
  stableTokens: 300,
});
console.log(`\nabout ${guess.report.tokens} tokens (${guess.report.counting})`);
