import { ArgumentError, type GenerateOptions, type JsonSchema, type Tokenizer } from '@fm/core';
import type { Constraint } from '../constraint/constraint.ts';
import { jsonSchema } from '../constraint/json-schema/json-schema.ts';
import { logitConstraint } from '../constraint/logit-constraint.ts';
import { ConstraintCache } from '../constraint/matching/constraint-cache.ts';
import { grammarConstraint } from '../constraint/matching/grammar-constraint.ts';
import type { ObjectSchema } from './object-schema.ts';
import type { LocalObjectRequest, ObjectWriter } from './stream-object.ts';

/** Lets a language model write the JSON token by token. */
export function localWriter(request: LocalObjectRequest<ObjectSchema>, schema: JsonSchema): ObjectWriter {
  const { model, prompt, constraint = 'required', whitespace = 'compact', seed = 0 } = request;
  const promptLength = typeof prompt === 'string' ? model.tokenizer.countTokens(prompt) : prompt.length;
  const room = model.contextLength - promptLength;
  const maxTokens = Math.min(request.maxTokens ?? 512, room);
  const compiled = constraint === 'required' ? constraintFor(model.tokenizer, schema, whitespace) : undefined;
  // Before anything is computed: refuses what does not fit.
  compiled?.start({ maxTokens });
  if (maxTokens < 1) {
    throw new ArgumentError('The prompt leaves no room for an object', {
      expected: `fewer than ${model.contextLength} tokens`,
      received: `${promptLength}`,
    });
  }
  const { temperature, topK, topP, minP } = request;
  const sampling = Object.fromEntries(
    Object.entries({ temperature, topK, topP, minP }).filter(([, value]) => value !== undefined),
  );
  return async function* (failed, signal) {
    const options: GenerateOptions = { ...sampling, maxTokens, seed: seed + failed.length, signal };
    if (compiled === undefined) return yield* freeText(request, options);
    return yield* constrainedText(request, compiled, options);
  };
}

async function* constrainedText(
  { model, prompt }: LocalObjectRequest<ObjectSchema>,
  compiled: Constraint,
  options: GenerateOptions,
): AsyncGenerator<string, string, undefined> {
  const { maxTokens = 0 } = options;
  let state = compiled.start({ maxTokens });
  const tokens: number[] = [];
  const constraint = logitConstraint(compiled, { maxTokens });
  for await (const { id, text } of model.generate(prompt, { ...options, constraint })) {
    if (id === model.tokenizer.endOfText) break;
    tokens.push(id);
    yield text;
    state = state.accept(id);
    if (state.isFinished) break;
  }
  return model.tokenizer.decode(tokens);
}

/** Stops at the end of the first JSON value. */
async function* freeText(
  { model, prompt }: LocalObjectRequest<ObjectSchema>,
  options: GenerateOptions,
): AsyncGenerator<string, string, undefined> {
  let written = '';
  for await (const { text } of model.generate(prompt, options)) {
    written += text;
    yield text;
    if (/[}\]]\s*$/.test(written) && isJson(written)) break;
  }
  return written;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const constraints = new WeakMap<Tokenizer, ConstraintCache>();

function constraintFor(
  tokenizer: Tokenizer,
  schema: JsonSchema,
  whitespace: 'compact' | 'flexible',
): Constraint {
  let known = constraints.get(tokenizer);
  if (known === undefined) {
    known = new ConstraintCache();
    constraints.set(tokenizer, known);
  }
  return known.of(`${whitespace} ${JSON.stringify(schema)}`, () =>
    grammarConstraint(jsonSchema(schema, { whitespace }), tokenizer),
  );
}
