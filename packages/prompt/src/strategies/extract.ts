import type { ChatModel } from '@fm/core';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { generateObject, type ObjectResult } from '../object/stream-object.ts';
import { toMessages } from '../rendered/rendered-prompt.ts';
import { system, user } from '../template/message-templates.ts';
import { prompt } from '../template/prompt.ts';
import type { StrategySettings } from './ask.ts';

/** Options of {@link extract}. */
export interface ExtractOptions<Schema extends StandardSchemaV1> extends StrategySettings {
  /** What to find; field descriptions of the schema reach the model. */
  readonly schema: Schema;
  /** @default 'Extract what the schema asks for from the text. Use only what the text says.' */
  readonly instruction?: string;
  /** How often an answer that is not valid may be written again. @default 2 */
  readonly repairs?: number;
}

const read = prompt([system('{{instruction}}'), user('{{text}}')], { name: 'extract' });

/**
 * Takes typed data out of a text.
 *
 * @throws {ObjectError} when no answer was valid
 * @throws {ArgumentError} when the schema cannot describe itself
 * @example
 * ```ts
 * import { extract, scriptedModel } from '@fm/prompt';
 * import { z } from 'zod';
 *
 * const model = scriptedModel(['{"city": "Lima", "year": 1535}']);
 * const schema = z.object({ city: z.string(), year: z.int() });
 * const { value } = await extract(model, 'Lima was founded in 1535.', { schema });
 * value; // => { city: 'Lima', year: 1535 }
 * ```
 */
export async function extract<const Schema extends StandardSchemaV1>(
  model: ChatModel,
  text: string,
  options: ExtractOptions<Schema>,
): Promise<ObjectResult<StandardSchemaV1.InferOutput<Schema>>> {
  const {
    instruction = 'Extract what the schema asks for from the text. Use only what the text says.',
    ...rest
  } = options;
  const messages = toMessages(read({ instruction, text }));
  return await generateObject({ model, messages, ...rest });
}
