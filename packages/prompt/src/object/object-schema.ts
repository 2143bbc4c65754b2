import { type JsonSchema, UnsupportedError } from '@fm/core';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { type JsonIssue, validateJson } from '../constraint/json-schema/validate-json.ts';

/** What an object must be: zod or any Standard Schema, or a JSON Schema. */
export type ObjectSchema = StandardSchemaV1 | JsonSchema;

/** The type of values that a schema gives; `unknown` for JSON Schema. */
export type ObjectOf<Schema extends ObjectSchema> = Schema extends StandardSchemaV1
  ? StandardSchemaV1.InferOutput<Schema>
  : unknown;

/** A schema as models and checks need it. */
export interface ReadSchema {
  /** What a model must write. */
  readonly json: JsonSchema;
  check(value: unknown): Promise<{ readonly value: unknown } | { readonly issues: readonly JsonIssue[] }>;
}

/**
 * Reads a schema.
 *
 * @param json - its JSON Schema, where it does not know that itself
 * @throws {UnsupportedError} when there is no JSON Schema for it
 */
export function readSchema(schema: ObjectSchema, json: JsonSchema | undefined): ReadSchema {
  if (!isStandard(schema)) {
    return {
      json: json ?? schema,
      async check(value) {
        const issues = validateJson(schema, value);
        return issues.length === 0 ? { value } : { issues };
      },
    };
  }
  return {
    json: json ?? jsonSchemaOf(schema),
    async check(value) {
      const result = await schema['~standard'].validate(value);
      if (result.issues === undefined) return { value: result.value };
      return { issues: result.issues.map(toIssue) };
    },
  };
}

function isStandard(schema: ObjectSchema): schema is StandardSchemaV1 {
  return '~standard' in schema;
}

function jsonSchemaOf(schema: StandardSchemaV1): JsonSchema {
  const properties = schema['~standard'];
  if ('jsonSchema' in properties) {
    const converter = properties.jsonSchema as { input(options: { readonly target: string }): JsonSchema };
    return converter.input({ target: 'draft-2020-12' });
  }
  throw new UnsupportedError('The schema does not know its JSON Schema', {
    received: `a schema of ${properties.vendor}`,
    hint: 'Give jsonSchema beside it.',
  });
}

function toIssue({ message, path = [] }: StandardSchemaV1.Issue): JsonIssue {
  const steps = path.map((step) => (typeof step === 'object' ? step.key : step));
  return { message, path: steps.map((step) => (typeof step === 'number' ? step : String(step))) };
}
