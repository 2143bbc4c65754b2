import { type JsonSchema, UnsupportedError } from '@fm/core';
import { annotations } from './supported-keywords.ts';

type Schema = JsonSchema | boolean;
type Merge = (a: never, b: never) => unknown;

/** How two values of a keyword become one; keywords that are missing here must be equal. */
const merges: Readonly<Record<string, Merge>> = {
  type: mergeTypes,
  enum: (a: readonly unknown[], b: readonly unknown[]) =>
    a.filter((each) => b.some((other) => JSON.stringify(other) === JSON.stringify(each))),
  required: (a: readonly string[], b: readonly string[]) => [...new Set([...a, ...b])],
  minimum: larger,
  exclusiveMinimum: larger,
  minLength: larger,
  minItems: larger,
  minProperties: larger,
  maximum: smaller,
  exclusiveMaximum: smaller,
  maxLength: smaller,
  maxItems: smaller,
  items: both,
  propertyNames: both,
  allOf: (a: readonly Schema[], b: readonly Schema[]) => [...a, ...b],
  $defs: (a: object, b: object) => ({ ...a, ...b }),
  definitions: (a: object, b: object) => ({ ...a, ...b }),
};

/**
 * One schema for what two of them demand. Parts that meet are put under `allOf`, to be merged when they are reached.
 *
 * @throws {UnsupportedError} when they cannot be said as one
 */
export function mergeSchemas(a: Schema, b: Schema, path: string): Schema {
  if (a === true || b === false) return b;
  if (b === true || a === false) return a;
  const merged: Record<string, unknown> = { ...a };
  for (const [keyword, value] of Object.entries(b)) {
    const own = merged[keyword];
    if (own === undefined || annotations.has(keyword)) merged[keyword] = value;
    else if (keyword === 'properties' || keyword === 'additionalProperties') continue;
    else if (JSON.stringify(own) !== JSON.stringify(value)) {
      const merge = merges[keyword];
      if (merge === undefined) refuse(keyword, path);
      merged[keyword] = merge(own as never, value as never);
    }
  }
  return { ...merged, ...mergeProperties(a, b) };
}

function mergeProperties(a: JsonSchema, b: JsonSchema): JsonSchema {
  const merged: Record<string, unknown> = {};
  const [own, other] = [a, b].map((each) => (each['properties'] ?? {}) as Record<string, Schema>) as [
    Record<string, Schema>,
    Record<string, Schema>,
  ];
  const [rest, otherRest] = [a['additionalProperties'], b['additionalProperties']] as (Schema | undefined)[];
  const names = new Set([...Object.keys(own), ...Object.keys(other)]);
  if (names.size > 0) {
    merged['properties'] = Object.fromEntries(
      [...names].map((name) => {
        const mine = Object.hasOwn(own, name) ? own[name] : (rest ?? true);
        const theirs = Object.hasOwn(other, name) ? other[name] : (otherRest ?? true);
        return [name, both(mine as Schema, theirs as Schema)];
      }),
    );
  }
  if (rest !== undefined || otherRest !== undefined) {
    merged['additionalProperties'] = both(rest ?? true, otherRest ?? true);
  }
  return merged;
}

function both(a: Schema, b: Schema): Schema {
  if (a === true) return b;
  if (b === true || JSON.stringify(a) === JSON.stringify(b)) return a;
  return a === false || b === false ? false : { allOf: [a, b] };
}

function mergeTypes(a: string | readonly string[], b: string | readonly string[]): readonly string[] {
  const [own, other] = [[a].flat(), [b].flat()] as [string[], string[]];
  return own.flatMap((type) => {
    if (other.includes(type)) return [type];
    if (type === 'integer' && other.includes('number')) return ['integer'];
    return type === 'number' && other.includes('integer') ? ['integer'] : [];
  });
}

function larger(a: number, b: number): number {
  return Math.max(a, b);
}

function smaller(a: number, b: number): number {
  return Math.min(a, b);
}

function refuse(keyword: string, path: string): never {
  throw new UnsupportedError(`Two values of ${keyword} cannot be merged`, {
    received: `${path}/${keyword}`,
    hint: 'Write one schema instead of several that all apply.',
  });
}
