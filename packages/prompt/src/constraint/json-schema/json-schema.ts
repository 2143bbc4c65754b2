import { type JsonSchema, UnsupportedError } from '@fm/core';
import type { Grammar } from '../grammar/grammar.ts';
import { literal, nothing, optional, sequence } from '../grammar/term.ts';
import { SchemaCompiler } from './schema-compiler.ts';

/** Options of {@link jsonSchema}. */
export interface JsonSchemaOptions {
  /** Between the parts of objects and arrays: nothing, or nothing or one space after `:` and `,`. @default 'compact' */
  readonly whitespace?: 'compact' | 'flexible';
}

/**
 * A grammar of JSON texts whose values are valid by a schema. {@link supportedKeywords} lists the keywords it knows, and
 * what it makes of each.
 *
 * @throws {UnsupportedError} for anything else, with the place in the schema; or when no value is valid
 * @throws {ArgumentError} when the schema is malformed
 * @see https://json-schema.org/draft/2020-12/json-schema-validation
 * @example
 * ```ts
 * import { jsonSchema, matches } from '@fm/prompt';
 *
 * const person = jsonSchema({
 *   type: 'object',
 *   properties: { name: { type: 'string', minLength: 1 }, age: { type: 'integer', minimum: 0, maximum: 150 } },
 *   required: ['name'],
 * });
 * matches(person, '{"name":"Ada","age":36}'); // => true
 * matches(person, '{"name":"Ada","age":151}'); // => false
 * ```
 */
export function jsonSchema(
  schema: JsonSchema | boolean,
  { whitespace = 'compact' }: JsonSchemaOptions = {},
): Grammar {
  const space = whitespace === 'compact' ? sequence() : optional(literal(' '));
  const punctuation = { comma: sequence(literal(','), space), colon: sequence(literal(':'), space) };
  const root = new SchemaCompiler(schema, punctuation).term(schema, '#');
  if (root === nothing) {
    throw new UnsupportedError('No value is valid by this schema', { received: JSON.stringify(schema) });
  }
  const title = typeof schema === 'object' ? schema['title'] : undefined;
  return { name: typeof title === 'string' ? title : 'a JSON schema', root };
}
