import { FormatError, UnsupportedError } from '@fm/core';
import * as z from 'zod';

/** How deep sequences may hold sequences. */
const maxDepth = 16;

/**
 * Checks a part of a tokenizer file.
 *
 * @param field - its name in the file
 * @throws {FormatError} when a field is missing or of another type; the message names it
 */
export function parsePart<T>(schema: z.core.$ZodType<T>, json: unknown, field: string): T {
  const parsed = z.safeParse(schema, json);
  if (parsed.success) return parsed.data;
  throw new FormatError(`The ${field} of the tokenizer file is damaged`, {
    expected: `what Hugging Face's tokenizers writes for "${field}"`,
    received: z.prettifyError(parsed.error),
    cause: parsed.error,
  });
}

/**
 * The entry of `readers` for the type that a part of a tokenizer file names.
 *
 * @throws {FormatError} when it names none, or is nested too deeply
 * @throws {UnsupportedError} when there is no such entry
 */
export function partOf<Reader>(
  readers: Readonly<Record<string, Reader>>,
  json: unknown,
  field: string,
  depth = 0,
): Reader {
  const { type } = parsePart(z.object({ type: z.string() }), json, field);
  if (depth > maxDepth) {
    throw new FormatError(`The ${field} of the tokenizer file is nested too deeply`, {
      expected: `at most ${maxDepth} levels`,
    });
  }
  const reader = Object.hasOwn(readers, type) ? readers[type] : undefined;
  if (reader === undefined) {
    throw new UnsupportedError(`The tokenizer file has a ${field} of an unknown type`, {
      expected: Object.keys(readers).join(', '),
      received: type,
    });
  }
  return reader;
}
