import { FormatError } from '@fm/core';
import * as z from 'zod';

/**
 * Checks the `model` section of a tokenizer file.
 *
 * @throws {FormatError} when a field is missing or of another type; the message names it
 */
export function parseModel<T>(schema: z.ZodType<T>, json: unknown, type: string): T {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new FormatError(`The ${type} model of the tokenizer file is damaged`, {
    expected: `the model section of a tokenizer.json with a ${type} model`,
    received: z.prettifyError(parsed.error),
    cause: parsed.error,
  });
}
