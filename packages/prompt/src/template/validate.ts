import { ArgumentError, UnsupportedError } from '@fm/core';
import type { StandardSchemaV1 } from '@standard-schema/spec';

/**
 * A value after a Standard Schema has looked at it.
 *
 * @throws {ArgumentError} with the schema's own messages and their paths
 * @throws {UnsupportedError} when the schema is asynchronous
 */
export function validate<Schema extends StandardSchemaV1>(
  schema: Schema,
  value: unknown,
  what: string,
): Readonly<Record<string, unknown>> & StandardSchemaV1.InferOutput<Schema> {
  const result = schema['~standard'].validate(value);
  if (result instanceof Promise) {
    throw new UnsupportedError(`${what}: its schema is asynchronous`, {
      hint: 'Check values that need to wait before rendering, and give the result.',
    });
  }
  if (result.issues === undefined) return result.value as never;
  throw new ArgumentError(`${what}: values do not fit their schema`, {
    received: result.issues.map(describe).join('; '),
  });
}

function describe({ message, path = [] }: StandardSchemaV1.Issue): string {
  const place = path.map((step) => String(typeof step === 'object' ? step.key : step)).join('.');
  return place === '' ? message : `${place}: ${message}`;
}
