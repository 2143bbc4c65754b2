import { type JsonSchema, UnsupportedError } from '@fm/core';
import { annotations } from './supported-keywords.ts';
import { resolvePointer } from './resolve-pointer.ts';

/** Something wrong with a value. */
export interface JsonIssue {
  readonly message: string;
  /** Names and indices that lead to it. */
  readonly path: readonly (string | number)[];
}

/**
 * What is wrong with a value by a JSON Schema; nothing where it is valid. `format` is not looked at.
 *
 * @throws {UnsupportedError} for keywords that are not known
 * @see https://json-schema.org/draft/2020-12/json-schema-validation
 * @example
 * ```ts
 * import { validateJson } from '@fm/prompt';
 *
 * const schema = { type: 'object', properties: { age: { type: 'integer', minimum: 0 } }, required: ['age'] };
 * validateJson(schema, { age: 36 }); // => []
 * validateJson(schema, { age: -1 }); // => [{ path: ['age'], message: 'is below 0' }]
 * ```
 */
export function validateJson(schema: JsonSchema | boolean, value: unknown): readonly JsonIssue[] {
  return [...new Validator(schema).issues(schema, value, [])];
}

type Path = readonly (string | number)[];
type Check = (limit: never, value: never, at: CheckContext) => Iterable<JsonIssue>;

interface CheckContext {
  readonly path: Path;
  readonly schema: JsonSchema;
  readonly validator: Validator;
}

class Validator {
  readonly #root: JsonSchema | boolean;

  constructor(root: JsonSchema | boolean) {
    this.#root = root;
  }

  *issues(schema: JsonSchema | boolean, value: unknown, path: Path): Generator<JsonIssue> {
    if (schema === true) return;
    if (schema === false) return yield { path, message: 'is not allowed' };
    for (const [keyword, limit] of Object.entries(schema)) {
      const check = checks[keyword];
      if (check !== undefined) {
        if (check.on !== undefined && !check.on.includes(typeOf(value))) continue;
        yield* check.run(limit as never, value as never, { path, schema, validator: this });
      } else if (!annotations.has(keyword) && !definitions.has(keyword)) {
        throw new UnsupportedError(`The keyword ${keyword} is not known`, {
          expected: Object.keys(checks).join(', '),
          hint: 'Leave it out, or give a Standard Schema, which validates by itself.',
        });
      }
    }
  }

  *reference(pointer: string, value: unknown, path: Path): Generator<JsonIssue> {
    yield* this.issues(resolvePointer(this.#root, pointer), value, path);
  }

  accepts(schema: JsonSchema | boolean, value: unknown): boolean {
    return this.issues(schema, value, []).next().done === true;
  }
}

const definitions: ReadonlySet<string> = new Set(['$defs', 'definitions', 'format', 'then', 'else']);

/** The JSON type of a value. */
function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function isType(value: unknown, type: string): boolean {
  return type === 'integer' ? Number.isInteger(value) : typeOf(value) === type;
}

function isEqual(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

/** JSON with sorted names. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null)
    return JSON.stringify(value === 0 ? 0 : value) ?? 'undefined';
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, each]) => `${JSON.stringify(name)}:${canonical(each)}`).join()}}`;
}

interface KeywordCheck {
  readonly on?: readonly string[];
  readonly run: Check;
}

/** A check that compares something with a limit. */
function limit<Value>(
  on: readonly string[],
  isRight: (limit: never, value: Value) => boolean,
  message: (limit: unknown) => string,
): KeywordCheck {
  return {
    on,
    *run(bound, value, { path }) {
      if (!isRight(bound, value as Value)) yield { path, message: message(bound) };
    },
  };
}

type SubSchema = JsonSchema | boolean;
type Members = Readonly<Record<string, unknown>>;

const checks: Readonly<Record<string, KeywordCheck>> = {
  type: {
    *run(type: string | readonly string[], value: unknown, { path }) {
      const types = typeof type === 'string' ? [type] : type;
      if (!types.some((each) => isType(value, each)))
        yield { path, message: `is ${typeOf(value)} instead of ${types.join(' or ')}` };
    },
  },
  enum: {
    *run(values: readonly unknown[], value: unknown, { path }) {
      if (!values.some((each) => isEqual(each, value)))
        yield { path, message: `is none of ${values.map((each) => JSON.stringify(each)).join(', ')}` };
    },
  },
  const: {
    *run(expected: unknown, value: unknown, { path }) {
      if (!isEqual(expected, value)) yield { path, message: `is not ${JSON.stringify(expected)}` };
    },
  },
  $ref: {
    *run(pointer: string, value: unknown, { path, validator }) {
      yield* validator.reference(pointer, value, path);
    },
  },
  allOf: {
    *run(all: readonly SubSchema[], value: unknown, { path, validator }) {
      for (const each of all) yield* validator.issues(each, value, path);
    },
  },
  anyOf: {
    *run(any: readonly SubSchema[], value: unknown, { path, validator }) {
      if (!any.some((each) => validator.accepts(each, value)))
        yield { path, message: `fits none of ${any.length} alternatives` };
    },
  },
  oneOf: {
    *run(one: readonly SubSchema[], value: unknown, { path, validator }) {
      const count = one.filter((each) => validator.accepts(each, value)).length;
      if (count !== 1) yield { path, message: `fits ${count} of ${one.length} alternatives instead of one` };
    },
  },
  not: {
    *run(schema: SubSchema, value: unknown, { path, validator }) {
      if (validator.accepts(schema, value)) yield { path, message: 'fits what it must not' };
    },
  },
  if: {
    *run(condition: SubSchema, value: unknown, { path, schema, validator }) {
      const branch = schema[validator.accepts(condition, value) ? 'then' : 'else'] as SubSchema | undefined;
      if (branch !== undefined) yield* validator.issues(branch, value, path);
    },
  },
  minimum: limit<number>(
    ['number'],
    (bound: number, value) => value >= bound,
    (bound) => `is below ${bound}`,
  ),
  maximum: limit<number>(
    ['number'],
    (bound: number, value) => value <= bound,
    (bound) => `is above ${bound}`,
  ),
  exclusiveMinimum: limit<number>(
    ['number'],
    (bound: number, value) => value > bound,
    (bound) => `is not above ${bound}`,
  ),
  exclusiveMaximum: limit<number>(
    ['number'],
    (bound: number, value) => value < bound,
    (bound) => `is not below ${bound}`,
  ),
  multipleOf: limit<number>(
    ['number'],
    (unit: number, value) => Number.isInteger(value / unit),
    (unit) => `is no multiple of ${unit}`,
  ),
  minLength: limit<string>(
    ['string'],
    (least: number, value) => [...value].length >= least,
    (least) => `has fewer than ${least} characters`,
  ),
  maxLength: limit<string>(
    ['string'],
    (most: number, value) => [...value].length <= most,
    (most) => `has more than ${most} characters`,
  ),
  pattern: limit<string>(
    ['string'],
    (source: string, value) => new RegExp(source, 'u').test(value),
    (source) => `does not match /${source}/`,
  ),
  minItems: limit<readonly unknown[]>(
    ['array'],
    (least: number, value) => value.length >= least,
    (least) => `has fewer than ${least} items`,
  ),
  maxItems: limit<readonly unknown[]>(
    ['array'],
    (most: number, value) => value.length <= most,
    (most) => `has more than ${most} items`,
  ),
  uniqueItems: limit<readonly unknown[]>(
    ['array'],
    (isUnique: boolean, value) => !isUnique || new Set(value.map(canonical)).size === value.length,
    () => 'has equal items',
  ),
  prefixItems: {
    on: ['array'],
    *run(prefix: readonly SubSchema[], value: readonly unknown[], { path, validator }) {
      for (const [i, each] of prefix.entries())
        if (i < value.length) yield* validator.issues(each, value[i], [...path, i]);
    },
  },
  items: {
    on: ['array'],
    *run(items: SubSchema, value: readonly unknown[], { path, schema, validator }) {
      const fixed = (schema['prefixItems'] as readonly unknown[] | undefined)?.length ?? 0;
      for (let i = fixed; i < value.length; i++) yield* validator.issues(items, value[i], [...path, i]);
    },
  },
  contains: {
    on: ['array'],
    *run(item: SubSchema, value: readonly unknown[], { path, validator }) {
      if (!value.some((each) => validator.accepts(item, each)))
        yield { path, message: 'has no item of the kind it must contain' };
    },
  },
  minProperties: limit<Members>(
    ['object'],
    (least: number, value) => Object.keys(value).length >= least,
    (least) => `has fewer than ${least} properties`,
  ),
  maxProperties: limit<Members>(
    ['object'],
    (most: number, value) => Object.keys(value).length <= most,
    (most) => `has more than ${most} properties`,
  ),
  required: {
    on: ['object'],
    *run(names: readonly string[], value: Members, { path }) {
      for (const name of names)
        if (!Object.hasOwn(value, name)) yield { path: [...path, name], message: 'is missing' };
    },
  },
  properties: {
    on: ['object'],
    *run(properties: Readonly<Record<string, SubSchema>>, value: Members, { path, validator }) {
      for (const [name, each] of Object.entries(properties))
        if (Object.hasOwn(value, name)) yield* validator.issues(each, value[name], [...path, name]);
    },
  },
  patternProperties: {
    on: ['object'],
    *run(patterns: Readonly<Record<string, SubSchema>>, value: Members, { path, validator }) {
      for (const [pattern, schema] of Object.entries(patterns))
        for (const [name, each] of Object.entries(value))
          if (new RegExp(pattern, 'u').test(name)) yield* validator.issues(schema, each, [...path, name]);
    },
  },
  additionalProperties: {
    on: ['object'],
    *run(rest: SubSchema, value: Members, { path, schema, validator }) {
      const declared = Object.keys((schema['properties'] ?? {}) as Members);
      const patterns = Object.keys((schema['patternProperties'] ?? {}) as Members).map(
        (each) => new RegExp(each, 'u'),
      );
      for (const [name, each] of Object.entries(value)) {
        if (declared.includes(name) || patterns.some((pattern) => pattern.test(name))) continue;
        yield* validator.issues(rest, each, [...path, name]);
      }
    },
  },
  propertyNames: {
    on: ['object'],
    *run(names: SubSchema, value: Members, { path, validator }) {
      for (const name of Object.keys(value)) yield* validator.issues(names, name, [...path, name]);
    },
  },
};
