import { ArgumentError, type JsonSchema, UnsupportedError } from '@fm/core';

/**
 * The part of a schema that a `$ref` leads to.
 *
 * @throws {UnsupportedError} when it leads outside the schema
 * @throws {ArgumentError} when nothing is there
 */
export function resolvePointer(root: JsonSchema | boolean, reference: string): JsonSchema | boolean {
  if (reference !== '#' && !reference.startsWith('#/')) {
    throw new UnsupportedError('A $ref leads outside its schema', {
      expected: '# or #/…',
      received: JSON.stringify(reference),
      hint: 'Put what it refers to under $defs.',
    });
  }
  let at: unknown = root;
  for (const step of reference.split('/').slice(1)) {
    const name = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
    at =
      typeof at === 'object' && at !== null && Object.hasOwn(at, name)
        ? (at as Record<string, unknown>)[name]
        : undefined;
  }
  if (typeof at === 'boolean' || (typeof at === 'object' && at !== null && !Array.isArray(at)))
    return at as JsonSchema | boolean;
  throw new ArgumentError('A $ref leads nowhere', { received: JSON.stringify(reference) });
}
