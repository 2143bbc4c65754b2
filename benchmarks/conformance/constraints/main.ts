/**
 * Lets a model without any sense write JSON under random schemas of the supported keywords, over real vocabularies, and
 * validates all of it with ajv. Prints how much processor time a token costs.
 *
 *     pnpm conformance constraints [--schemas 1000] [--seed 1] [--only gpt2,llama2,unigram,characters]
 */
import { parseArgs } from 'node:util';

import { FmError, type JsonSchema, type Tokenizer } from '@fm/core';
import { type Constraint, grammarConstraint, jsonSchema } from '@fm/prompt';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

import { printRows } from '../../tokenizers/print-rows.ts';
import {
  type Random,
  randomSchema,
  seededRandom,
} from '../../../packages/prompt/src/constraint/testing/random-schema.ts';
import { vocabularies } from './vocabularies.ts';

const { values } = parseArgs({
  options: {
    schemas: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
  },
});
const only = values.only.split(',').filter((name) => name !== '');
/** Enough for the shortest value of nearly every random schema; the others are counted. */
const budgets = [96, 256, 1024, 4096];

const rows = [
  ['tokenizer', 'ids', 'schemas', 'unwritable', 'valid', 'tokens', 'ms/token', 'again', 'slowest ms'],
];
let ok = true;
for (const { name, load } of vocabularies()) {
  if (only.length > 0 && !only.includes(name)) continue;
  const run = checkVocabulary(load());
  ok &&= run.valid === run.schemas;
  rows.push([
    name,
    `${run.ids}`,
    `${run.schemas}`,
    `${run.unwritable}`,
    `${run.valid}`,
    `${run.tokens}`,
    (run.cost / run.tokens).toFixed(3),
    (run.costAgain / run.tokensAgain).toFixed(3),
    run.slowest.toFixed(1),
  ]);
  console.error(rows.at(-1)?.join('  '));
}
printRows(rows);
console.log(
  'ms/token: processor time of mask and accept, the first text of each schema; again: its second text',
);
process.exitCode = ok ? 0 : 1;

interface VocabularyRun {
  readonly ids: number;
  schemas: number;
  /** Schemas that were drawn beside these, whose values need characters that the vocabulary lacks. */
  unwritable: number;
  valid: number;
  tokens: number;
  tokensAgain: number;
  /** Milliseconds. */
  cost: number;
  costAgain: number;
  slowest: number;
}

function checkVocabulary(tokenizer: Tokenizer): VocabularyRun {
  const random = seededRandom(Number(values.seed));
  const ids = tokenizer.vocabularySize;
  const run: VocabularyRun = {
    ids,
    schemas: 0,
    unwritable: 0,
    valid: 0,
    tokens: 0,
    tokensAgain: 0,
    cost: 0,
    costAgain: 0,
    slowest: 0,
  };
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  for (; run.schemas < Number(values.schemas); run.schemas++) {
    const schema = randomSchema(random);
    const constraint = constraintFor(schema, tokenizer);
    if (constraint === undefined) {
      run.unwritable++;
      run.schemas--;
      continue;
    }
    const maxTokens = budgets.find((budget) => fits(constraint, budget)) ?? Number.POSITIVE_INFINITY;
    const validate = ajv.compile(schema);
    const [first, second] = [0, 1].map(() => write({ constraint, tokenizer, maxTokens }, random));
    if (first === undefined || second === undefined) continue;
    run.tokens += first.tokens.length;
    run.tokensAgain += second.tokens.length;
    run.cost += first.cost;
    run.costAgain += second.cost;
    run.slowest = Math.max(run.slowest, first.slowest);
    if ([first, second].every(({ text }) => isValid(text, validate))) run.valid++;
    else console.log(`not valid: ${first.text}\n  ${second.text}\n  by ${JSON.stringify(schema)}`);
  }
  return run;
}

/** `undefined` where the vocabulary lacks characters that every value needs; a schema that is refused is a failure. */
function constraintFor(schema: JsonSchema, tokenizer: Tokenizer): Constraint | undefined {
  const grammar = jsonSchema(schema);
  try {
    return grammarConstraint(grammar, tokenizer);
  } catch (error) {
    if (FmError.is(error) && error.code === 'FM_UNSUPPORTED') return undefined;
    throw error;
  }
}

function fits(constraint: Constraint, maxTokens: number): boolean {
  try {
    constraint.start({ maxTokens });
    return true;
  } catch {
    return false;
  }
}

function isValid(text: string, validate: (value: unknown) => boolean): boolean {
  try {
    return validate(JSON.parse(text));
  } catch {
    return false;
  }
}

interface Written {
  readonly text: string;
  readonly tokens: readonly number[];
  readonly cost: number;
  readonly slowest: number;
}

/** All logits are random, and the largest wins. */
function write(
  { constraint, tokenizer, maxTokens }: { constraint: Constraint; tokenizer: Tokenizer; maxTokens: number },
  random: Random,
): Written {
  const logits = new Float32Array(tokenizer.vocabularySize);
  const tokens: number[] = [];
  let [cost, slowest] = [0, 0];
  let state = constraint.start({ maxTokens });
  while (!state.isFinished) {
    for (let id = 0; id < logits.length; id++) logits[id] = random();
    const begin = process.cpuUsage();
    state.mask(logits);
    let best = 0;
    const masked = process.cpuUsage(begin);
    for (let id = 1; id < logits.length; id++)
      if ((logits[id] as number) > (logits[best] as number)) best = id;
    if (best === tokenizer.endOfText) break;
    const accepting = process.cpuUsage();
    state = state.accept(best);
    const accepted = process.cpuUsage(accepting);
    const spent = (masked.user + masked.system + accepted.user + accepted.system) / 1000;
    cost += spent;
    slowest = Math.max(slowest, spent);
    tokens.push(best);
  }
  return { text: tokenizer.decode(tokens), tokens, cost, slowest };
}
