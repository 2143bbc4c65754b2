import { FormatError } from '@fm/core';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { validate } from '../template/validate.ts';
import type { TextCodec } from './text-codec.ts';

/** Options of {@link jsonCodec}. */
export interface JsonCodecOptions {
  /** Spaces per level. @default 0: one line */
  readonly indent?: number;
}

/**
 * Values as JSON that a Standard Schema checks: values are written as they are, and what is read is the schema's output.
 * A fence of three backticks around the JSON is read over.
 *
 * @throws {FormatError} from `decode`, when the text is no JSON
 * @throws {ArgumentError} from `decode`, when the schema refuses the value
 * @example
 * ```ts
 * import { jsonCodec } from '@fm/prompt';
 * import { z } from 'zod';
 *
 * const person = jsonCodec(z.object({ name: z.string(), born: z.number() }));
 * person.encode({ name: 'Ada', born: 1815 }); // => '{"name":"Ada","born":1815}'
 * person.decode('{"name": "Ada", "born": 1815}').born; // => 1815
 * ```
 */
export function jsonCodec<Schema extends StandardSchemaV1>(
  schema: Schema,
  { indent = 0 }: JsonCodecOptions = {},
): TextCodec<StandardSchemaV1.InferOutput<Schema>> {
  return Object.freeze({
    encode: (value: StandardSchemaV1.InferOutput<Schema>) => JSON.stringify(value, undefined, indent),
    decode: (text: string) => validate(schema, parseJson(text), 'JSON'),
  });
}

function parseJson(text: string): unknown {
  const fenced = /^\s*```(?:json)?\s*\n([\s\S]*?)\n\s*```\s*$/.exec(text)?.[1];
  try {
    return JSON.parse(fenced ?? text) as unknown;
  } catch (cause) {
    throw new FormatError('The text is no JSON', { received: JSON.stringify(text), cause });
  }
}
