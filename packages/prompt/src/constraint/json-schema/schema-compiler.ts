import { ArgumentError, type JsonSchema, UnsupportedError } from '@fm/core';
import { alternatives, nothing, type Reference, reference, type Term } from '../grammar/term.ts';
import { parseRegex } from '../regex/parse-regex.ts';
import { lengthsOf, regexTerm, searchTerm } from '../regex/regex-term.ts';
import { areDisjoint } from './disjoint-schemas.ts';
import { knownFormats } from './formats.ts';
import {
  anyInteger,
  anyNumber,
  anyValue,
  arrayTerm,
  jsonCharacter,
  type Punctuation,
  quoted,
  stringTerm,
  valuesTerm,
} from './json-terms.ts';
import { mergeSchemas } from './merge-schemas.ts';
import { integerRange, type NumberBounds, numberRange } from './number-range.ts';
import { objectTerm, otherName } from './object-term.ts';
import { resolvePointer } from './resolve-pointer.ts';
import { annotations, supportedKeywords } from './supported-keywords.ts';
import { validateJson } from './validate-json.ts';

type Schema = JsonSchema | boolean;

/** Keywords that only speak of values of one type. */
const typeKeywords: Readonly<Record<string, readonly string[]>> = {
  object: ['properties', 'required', 'additionalProperties', 'propertyNames', 'minProperties'],
  array: ['items', 'prefixItems', 'minItems', 'maxItems', 'uniqueItems'],
  string: ['minLength', 'maxLength', 'pattern', 'format'],
  number: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
};

/** Merging references with each other may never end. */
const deepest = 64;

/** Turns one schema into terms. */
export class SchemaCompiler {
  readonly #root: Schema;
  readonly #punctuation: Punctuation;
  readonly #references = new Map<string, Reference>();
  #any: Term | undefined;
  #depth = 0;

  constructor(root: Schema, punctuation: Punctuation) {
    this.#root = root;
    this.#punctuation = punctuation;
  }

  /** The texts of a schema's values. */
  term(schema: Schema, path: string): Term {
    if (++this.#depth > deepest) refuse('schemas nested or merged so deeply', path);
    const term = this.#term(schema, path);
    this.#depth--;
    return term;
  }

  #term(schema: Schema, path: string): Term {
    if (schema === true) return this.#anyValue();
    if (schema === false) return nothing;
    requireSupported(schema, path);
    const { $ref: target, allOf, anyOf, oneOf, ...base } = schema;
    const isBare = Object.keys(base).every(isSilent);
    if (typeof target === 'string') {
      if (isBare && allOf === undefined && anyOf === undefined && oneOf === undefined)
        return this.#reference(target);
      const resolved = resolvePointer(this.#root, target);
      return this.term(mergeSchemas(resolved, without(schema, '$ref'), path), path);
    }
    if (allOf !== undefined) {
      const parts = (allOf as readonly Schema[]).map((each) => this.#resolved(each));
      const merged = parts.reduce((a, b) => mergeSchemas(a, b, path), without(schema, 'allOf') as Schema);
      return this.term(merged, path);
    }
    const any = anyOf ?? oneOf;
    if (any !== undefined) {
      const keyword = anyOf === undefined ? 'oneOf' : 'anyOf';
      return this.#branches(any as readonly Schema[], without(schema, keyword), `${path}/${keyword}`);
    }
    return this.#plain(schema, path);
  }

  #branches(branches: readonly Schema[], base: JsonSchema, path: string): Term {
    const isBare = Object.keys(base).every(isSilent);
    const merged = branches.map((each) =>
      isBare ? each : mergeSchemas(without(base, '$defs', 'definitions'), this.#resolved(each), path),
    );
    if (path.endsWith('oneOf')) {
      const resolved = merged.map((each) => this.#resolved(each));
      for (const [i, each] of resolved.entries()) {
        if (!resolved.slice(0, i).every((other) => areDisjoint(each, other)))
          refuse('a oneOf whose branches are not told apart by type or value', path);
      }
    }
    return alternatives(merged.map((each, i) => this.term(each, `${path}/${i}`)));
  }

  /** A schema that is no mere reference. */
  #resolved(schema: Schema): Schema {
    let at = schema;
    for (let hops = 0; typeof at === 'object' && typeof at['$ref'] === 'string'; hops++) {
      if (hops > deepest) throw new ArgumentError('A $ref only leads to itself', { received: at['$ref'] });
      at = mergeSchemas(resolvePointer(this.#root, at['$ref']), without(at, '$ref'), at['$ref']);
    }
    return at;
  }

  #reference(target: string): Term {
    const known = this.#references.get(target);
    if (known !== undefined) return known;
    const term = reference(target);
    this.#references.set(target, term);
    const depth = this.#depth;
    this.#depth = 0;
    term.body = this.term(resolvePointer(this.#root, target), target);
    this.#depth = depth;
    return term;
  }

  #plain(schema: JsonSchema, path: string): Term {
    const values = Object.hasOwn(schema, 'const')
      ? [schema['const']]
      : (schema['enum'] as readonly unknown[] | undefined);
    if (values !== undefined) {
      const rest = without(schema, '$defs', 'definitions', '$schema');
      return valuesTerm(values.filter((value) => validateJson(rest, value).length === 0));
    }
    const types = typesOf(schema);
    if (types === undefined) return this.#anyValue();
    return alternatives(types.map((type) => this.#ofType(type, schema, path)));
  }

  #ofType(type: string, schema: JsonSchema, path: string): Term {
    switch (type) {
      case 'null':
        return valuesTerm([null]);
      case 'boolean':
        return valuesTerm([true, false]);
      case 'string':
        return stringOf(schema, path);
      case 'integer':
      case 'number':
        return numberOf(type, schema, path);
      case 'array':
        return this.#array(schema, path);
      case 'object':
        return this.#object(schema, path);
      default:
        throw new ArgumentError('There is no such type in JSON Schema', {
          expected: 'object, array, string, number, integer, boolean, null',
          received: `${JSON.stringify(type)} at ${path}/type`,
        });
    }
  }

  #array(schema: JsonSchema, path: string): Term {
    const { prefixItems = [], items, minItems: min = 0, maxItems: max = Number.POSITIVE_INFINITY } = schema;
    if (Array.isArray(items)) refuse('a list of items; write prefixItems', `${path}/items`);
    if (schema['uniqueItems'] === true) refuse('uniqueItems', `${path}/uniqueItems`);
    if ((min as number) > (max as number)) return nothing;
    const prefix = prefixItems as readonly Schema[];
    const rest = (items ?? prefix.length === 0) as Schema;
    return arrayTerm(
      {
        prefix: prefix.map((each, i) => this.term(each, `${path}/prefixItems/${i}`)),
        item: this.term(rest, `${path}/items`),
        min: min as number,
        max: max as number,
      },
      this.#punctuation,
    );
  }

  #object(schema: JsonSchema, path: string): Term {
    const required = (schema['required'] ?? []) as readonly string[];
    if (((schema['minProperties'] ?? 0) as number) > new Set(required).size)
      refuse('minProperties beyond the required ones', `${path}/minProperties`);
    const declared = (schema['properties'] ?? {}) as Readonly<Record<string, Schema>>;
    const rest = schema['additionalProperties'] as Schema | undefined;
    const nameSchema = this.#resolved((schema['propertyNames'] ?? true) as Schema);
    const allowed = enumOf(nameSchema);
    const names = [
      ...new Set([
        ...Object.keys(declared),
        ...required,
        ...(rest === undefined || rest === false ? [] : (allowed ?? [])),
      ]),
    ];
    const properties = names.map((name) => ({
      name,
      value: Object.hasOwn(declared, name)
        ? this.term(declared[name] as Schema, `${path}/properties/${pointerStep(name)}`)
        : this.term(rest ?? true, `${path}/additionalProperties`),
      isRequired: required.includes(name),
    }));
    const misnamed = properties.find(({ name }) => validateJson(nameSchema, name).length > 0);
    if (misnamed !== undefined) refuse('properties that propertyNames forbids', `${path}/propertyNames`);
    const isOpen = rest !== undefined && rest !== false && allowed === undefined;
    const additional = isOpen
      ? { name: this.#name(nameSchema, names, path), value: this.term(rest, `${path}/additionalProperties`) }
      : undefined;
    return objectTerm({ properties, additional }, this.#punctuation);
  }

  #name(schema: Schema, taken: readonly string[], path: string): Term {
    const says =
      typeof schema === 'object' && Object.keys(schema).some((each) => each !== 'type' && !isSilent(each));
    if (!says) return otherName(taken);
    if (taken.length > 0) refuse('propertyNames beside properties', `${path}/propertyNames`);
    return stringOf(schema as JsonSchema, `${path}/propertyNames`);
  }

  #anyValue(): Term {
    return (this.#any ??= anyValue(this.#punctuation));
  }
}

function stringOf(schema: JsonSchema, path: string): Term {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern, format } = schema;
  const [min, max] = [minLength as number, maxLength as number];
  if (min > max) return nothing;
  if (format !== undefined) {
    const known = Object.hasOwn(knownFormats, format as string) ? knownFormats[format as string] : undefined;
    if (known === undefined) refuse(`the format ${JSON.stringify(format)}`, `${path}/format`);
    if (pattern !== undefined && !known.implied.includes(pattern as string))
      refuse('a pattern beside a format', `${path}/pattern`);
    const node = parseRegex(known.source);
    requireLengths(lengthsOf(node), { min, max }, `${path}/format`);
    return quoted(regexTerm(node, jsonCharacter));
  }
  if (pattern === undefined) return stringTerm(min, max);
  const node = parseRegex(pattern as string);
  const isAnchored = /^\^[^|]*\$$/.test(pattern as string);
  const lengths = isAnchored ? lengthsOf(node) : { min: 0, max: Number.POSITIVE_INFINITY };
  requireLengths(lengths, { min, max }, `${path}/pattern`);
  return quoted(searchTerm(node, jsonCharacter));
}

function requireLengths(
  has: { readonly min: number; readonly max: number },
  wanted: { readonly min: number; readonly max: number },
  path: string,
): void {
  if (has.min < wanted.min || has.max > wanted.max)
    refuse('a length beside a pattern or format that does not imply it', path);
}

function numberOf(type: 'integer' | 'number', schema: JsonSchema, path: string): Term {
  const { multipleOf, minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  const isWhole = type === 'integer';
  if (multipleOf !== undefined && !(isWhole && multipleOf === 1)) refuse('multipleOf', `${path}/multipleOf`);
  const bounds = { minimum, maximum, exclusiveMinimum, exclusiveMaximum } as NumberBounds;
  const given = Object.entries(bounds).filter(([, bound]) => bound !== undefined);
  if (given.length === 0) return isWhole ? anyInteger : anyNumber;
  for (const [keyword, bound] of given) {
    if (!Number.isFinite(bound)) refuse(`${keyword} that is no number`, `${path}/${keyword}`);
    if (keyword.startsWith('exclusive') && Math.abs(bound as number) > Number.MAX_SAFE_INTEGER)
      refuse(`${keyword} beyond 2⁵³`, `${path}/${keyword}`);
  }
  return isWhole ? integerRange(bounds) : numberRange(bounds);
}

/** Types that a schema speaks of; `undefined` where it speaks of none. */
function typesOf(schema: JsonSchema): readonly string[] | undefined {
  const type = schema['type'] as string | readonly string[] | undefined;
  if (type !== undefined) return [type].flat();
  const implied = Object.entries(typeKeywords).flatMap(([each, keywords]) =>
    keywords.some((keyword) => Object.hasOwn(schema, keyword)) ? [each] : [],
  );
  return implied.length === 0 ? undefined : implied;
}

function enumOf(schema: Schema): readonly string[] | undefined {
  if (typeof schema !== 'object') return undefined;
  const values = Object.hasOwn(schema, 'const') ? [schema['const']] : schema['enum'];
  return (values as readonly unknown[] | undefined)?.filter(
    (each): each is string => typeof each === 'string',
  );
}

function requireSupported(schema: JsonSchema, path: string): void {
  for (const keyword of Object.keys(schema)) {
    if (!annotations.has(keyword) && !Object.hasOwn(supportedKeywords, keyword))
      refuse(`the keyword ${keyword}`, `${path}/${pointerStep(keyword)}`);
  }
}

/** Whether a keyword leaves all values valid. */
function isSilent(keyword: string): boolean {
  return annotations.has(keyword) || keyword === '$defs' || keyword === 'definitions';
}

function without(schema: JsonSchema, ...keywords: readonly string[]): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => !keywords.includes(keyword)));
}

function pointerStep(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

function refuse(what: string, path: string): never {
  throw new UnsupportedError(`Constraints cannot say ${what}`, {
    expected: `the keywords ${Object.keys(supportedKeywords).join(', ')}`,
    received: path,
    hint: 'Leave it out, or generate without a constraint and validate.',
  });
}
