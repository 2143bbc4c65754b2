/** A model that may only write what a grammar allows: a choice, a regular expression, a JSON schema. */
import { initialize } from '@fm/core';
import { byteTokenizer, Gpt2, languageModel } from '@fm/lm';
import { ortBackend } from '@fm/ort';
import { choice, grammarConstraint, jsonSchema, logitConstraint, matches, regex } from '@fm/prompt';

// Random weights: whatever sense there is comes from the grammar.
await using backend = await ortBackend();
const tokenizer = byteTokenizer({ specialTokens: ['<|endoftext|>'] });
const model = new Gpt2({ vocab_size: 257, n_positions: 128, n_embd: 32, n_layer: 1, n_head: 2 });
await using lm = languageModel({ model, tokenizer, parameters: initialize(model, 0), backend });

const { text: free } = await lm.generate('Dear ', { maxTokens: 24, seed: 1 }).result;
console.log(`without a constraint: ${JSON.stringify(free)}\n`);

const grammars = [
  choice(['sunny', 'rainy', 'snowy']),
  regex('(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day at (1[0-2]|[1-9]) [ap]m'),
  regex('[äöüß€]{4}'), // characters of several tokens
  jsonSchema({
    type: 'object',
    properties: {
      city: { type: 'string', minLength: 1, maxLength: 8 },
      degrees: { type: 'number', minimum: -40, maximum: 55 },
      sky: { enum: ['clear', 'cloudy'] },
      tomorrow: { $ref: '#' },
    },
    required: ['city', 'degrees', 'sky'],
  }),
];
const maxTokens = 100;
for (const grammar of grammars) {
  const constraint = grammarConstraint(grammar, tokenizer); // keep it: it remembers what it has found
  console.log(grammar.name);
  for (const seed of [1, 2, 3]) {
    const options = { maxTokens, seed, constraint: logitConstraint(constraint, { maxTokens }) };
    const { text } = await lm.generate('Dear ', options).result;
    if (!matches(grammar, text)) throw new Error(`${text} should match ${grammar.name}`);
    console.log(`  ${text}`);
  }
}

// Texts end in time: near the end only what can still be completed is allowed, here no comma.
const state = grammarConstraint(regex('\\[(\\d+,)*\\d+\\]'), tokenizer).start({ maxTokens: 4 });
const two = state.accept(tokenizer.idOf('[') as number).accept(tokenizer.idOf('1') as number);
const allowed = [...'0123456789,]'].filter((each) => two.allows(tokenizer.idOf(each) as number));
console.log(`\nafter "[1", with 2 of 4 tokens left: ${allowed.join(' ')}`);
