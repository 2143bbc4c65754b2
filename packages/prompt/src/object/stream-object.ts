import {
  type ChatMessage,
  type ChatModel,
  type ChatRequest,
  type GenerateOptions,
  type JsonSchema,
  type LanguageModel,
} from '@fm/core';
import type { JsonSchemaOptions } from '../constraint/json-schema/json-schema.ts';
import type { JsonIssue } from '../constraint/json-schema/validate-json.ts';
import { type Running, running } from '../running/running.ts';
import { type FailedAttempt, ObjectError } from './object-error.ts';
import { type ObjectOf, type ObjectSchema, readSchema, type ReadSchema } from './object-schema.ts';
import { chatWriter } from './chat-writer.ts';
import { localWriter } from './local-writer.ts';
import { type DeepPartial, partialJson } from './partial-json.ts';

/** What both kinds of models are asked. */
interface SchemaRequest<Schema extends ObjectSchema> {
  /** zod, any Standard Schema, or a JSON Schema: what the value must be. It is checked whatever the model promises. */
  readonly schema: Schema;
  /** The JSON Schema of what the model writes. @default what the schema says of itself */
  readonly jsonSchema?: JsonSchema;
  /** How often an answer that is not valid may be written again. @default 2 */
  readonly repairs?: number;
  readonly signal?: AbortSignal;
}

/** A question to a local language model, whose tokens are constrained to the schema. */
export interface LocalObjectRequest<Schema extends ObjectSchema>
  extends
    SchemaRequest<Schema>,
    JsonSchemaOptions,
    Pick<GenerateOptions, 'maxTokens' | 'temperature' | 'topK' | 'topP' | 'minP' | 'seed'> {
  readonly model: LanguageModel;
  /** What the JSON is the continuation of. */
  readonly prompt: string | ArrayLike<number>;
  /**
   * `'required'`: the model can write nothing that is not of the schema, which must be in the supported subset; `'none'`: it
   * writes freely, until the JSON ends. A repair draws again with the next seed.
   *
   * @default 'required'
   */
  readonly constraint?: 'required' | 'none';
}

/** A question to a chat model, which is told the schema; a repair tells it what was wrong. */
export interface ChatObjectRequest<Schema extends ObjectSchema>
  extends SchemaRequest<Schema>, Pick<ChatRequest, 'maxTokens' | 'temperature' | 'topK' | 'topP' | 'seed'> {
  readonly model: ChatModel;
  readonly messages: readonly ChatMessage[];
}

/** A question whose answer is an object. */
export type ObjectRequest<Schema extends ObjectSchema> =
  | LocalObjectRequest<Schema>
  | ChatObjectRequest<Schema>;

/** A valid object. */
export interface ObjectResult<Value> {
  readonly value: Value;
  /** The JSON that the model wrote. */
  readonly text: string;
  /** Answers before this one, which were not valid. */
  readonly failed: readonly FailedAttempt[];
}

/** Writes an answer, piece by piece, and returns all of it. */
export type ObjectWriter = (
  failed: readonly FailedAttempt[],
  signal: AbortSignal,
) => AsyncGenerator<string, string, undefined>;

/**
 * Asks for an object. Iterate for what is certain of it while it is written: enum values, numbers and everything else that
 * is not free text appear when they are complete. Await `result` for the whole, which is always validated. After an
 * answer that is not valid, the next one begins anew.
 *
 * @throws {ObjectError} from `result`, when no answer was valid
 * @throws {UnsupportedError} when the constraint cannot say the schema
 * @throws {ArgumentError} when no value fits the number of tokens
 * @example
 * ```ts
 * import { chatGeneration, streamObject } from '@fm/prompt';
 * import { z } from 'zod';
 *
 * const usage = { inputTokens: 1, outputTokens: 1 };
 * const model = {
 *   name: 'parrot',
 *   generate: () =>
 *     chatGeneration(async function* () {
 *       for (const text of ['{"mood":"hap', 'py","age":4', '2}']) yield { type: 'text', text };
 *       return { finishReason: 'stop', usage };
 *     }),
 * };
 * const schema = z.object({ mood: z.enum(['happy', 'sad']), age: z.int() });
 * const stream = streamObject({ model, messages: [{ role: 'user', content: 'How are you?' }], schema });
 * const partials = [];
 * for await (const partial of stream) partials.push(partial);
 * partials; // => [{}, { mood: 'happy' }, { mood: 'happy', age: 42 }]
 * ```
 */
export function streamObject<const Schema extends ObjectSchema>(
  request: ObjectRequest<Schema>,
): Running<DeepPartial<ObjectOf<Schema>>, ObjectResult<ObjectOf<Schema>>> {
  const schema = readSchema(request.schema, request.jsonSchema);
  const write = 'messages' in request ? chatWriter(request, schema.json) : localWriter(request, schema.json);
  const { repairs = 2, signal } = request;
  return running({
    signal,
    run: (inner) => attempts({ schema, write, repairs }, inner),
    cancelled: () => {
      throw new ObjectError('Nobody listened until the object was complete', []);
    },
  }) as Running<DeepPartial<ObjectOf<Schema>>, ObjectResult<ObjectOf<Schema>>>;
}

/**
 * Asks for an object and waits for it: {@link streamObject} without the pieces.
 *
 * @throws {ObjectError} when no answer was valid
 * @throws {UnsupportedError} when the constraint cannot say the schema
 * @throws {ArgumentError} when no value fits the number of tokens
 * @example
 * ```ts
 * import { generateObject, scriptedModel } from '@fm/prompt';
 * import { z } from 'zod';
 *
 * const { value, failed } = await generateObject({
 *   model: scriptedModel(['{"age": "old"}', '{"age": 42}']),
 *   messages: [{ role: 'user', content: 'How old are you?' }],
 *   schema: z.object({ age: z.int() }),
 * });
 * value; // => { age: 42 }
 * failed.length; // => 1
 * ```
 */
export async function generateObject<const Schema extends ObjectSchema>(
  request: ObjectRequest<Schema>,
): Promise<ObjectResult<ObjectOf<Schema>>> {
  return streamObject(request).result;
}

async function* attempts(
  {
    schema,
    write,
    repairs,
  }: { readonly schema: ReadSchema; readonly write: ObjectWriter; readonly repairs: number },
  signal: AbortSignal,
): AsyncGenerator<unknown, ObjectResult<unknown>, undefined> {
  const failed: FailedAttempt[] = [];
  while (failed.length <= repairs) {
    const text = yield* partials(write(failed, signal), schema.json);
    const checked = await check(text, schema);
    if ('value' in checked) return { value: checked.value, text, failed };
    failed.push({ text, issues: checked.issues });
  }
  const [last] = failed.at(-1)?.issues ?? [];
  throw new ObjectError(`No valid object after ${failed.length} answers`, failed, {
    received: last === undefined ? undefined : `${last.path.join('.') || 'the value'}: ${last.message}`,
    hint: 'See attempts for what was written and what is wrong with it.',
  });
}

/** Gives what is certain whenever there is more of it. */
async function* partials(
  pieces: AsyncGenerator<string, string, undefined>,
  schema: JsonSchema,
): AsyncGenerator<unknown, string, undefined> {
  let text = '';
  let shown: string | undefined;
  try {
    for (;;) {
      const { done, value } = await pieces.next();
      if (!done) text += value;
      const partial = partialJson(`${unfenced(done ? value : text)}${done ? '\n' : ''}`, schema);
      const written = JSON.stringify(partial);
      if (written !== undefined && written !== shown) {
        shown = written;
        yield partial;
      }
      if (done) return value;
    }
  } finally {
    await pieces.return('');
  }
}

async function check(
  text: string,
  schema: ReadSchema,
): Promise<{ readonly value: unknown } | { readonly issues: readonly JsonIssue[] }> {
  let value: unknown;
  try {
    value = JSON.parse(unfenced(text)) as unknown;
  } catch (error) {
    return { issues: [{ path: [], message: `is no JSON: ${(error as Error).message}` }] };
  }
  return schema.check(value);
}

/** Without the fence of backticks, and the words before it, that models like to put around JSON. */
function unfenced(text: string): string {
  const open = /```(?:json)?[^\S\n]*\n/.exec(text);
  if (open === null) return text;
  const inside = text.slice(open.index + open[0].length);
  const close = inside.search(/\n[^\S\n]*```/);
  return close < 0 ? inside : inside.slice(0, close);
}
