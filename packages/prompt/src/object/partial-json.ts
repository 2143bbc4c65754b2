import type { JsonSchema } from '@fm/core';
import { resolvePointer } from '../constraint/json-schema/resolve-pointer.ts';

/** A value of which parts may be missing. */
export type DeepPartial<Value> = Value extends readonly (infer Item)[]
  ? readonly DeepPartial<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]?: DeepPartial<Value[Key]> }
    : Value;

/**
 * The value that the beginning of a JSON text tells of. What is not certain yet is left out: numbers and literals until
 * something follows them, names without a value, and strings until their end, unless the schema allows any text there.
 * `undefined` where nothing is certain, or the text is no JSON.
 *
 * @param schema - what the text will be; without one, no unfinished string is shown
 * @example
 * ```ts
 * import { partialJson } from '@fm/prompt';
 *
 * const schema = { properties: { kind: { enum: ['cat', 'cattle'] }, note: { type: 'string' }, age: { type: 'integer' } } };
 * partialJson('{"note":"so", "age":1', schema); // => { note: 'so' }
 * partialJson('{"note":"so', schema); // => { note: 'so' }
 * partialJson('{"kind":"cat', schema); // => {}
 * ```
 */
export function partialJson(text: string, schema: JsonSchema | boolean = false): unknown {
  const reader = new PartialReader(text, schema);
  const found = reader.value([schema]);
  return found === unfinished || found === nothing ? undefined : found;
}

/** There is no value yet. */
const nothing: unique symbol = Symbol('nothing');
/** The text ends within a value that cannot be shown. */
const unfinished: unique symbol = Symbol('unfinished');
/** Deeper values are not shown: the text may come from anybody, and the stack is limited. */
const deepest = 256;
type Schemas = readonly (JsonSchema | boolean)[];

class PartialReader {
  readonly #text: string;
  readonly #root: JsonSchema | boolean;
  #at = 0;
  #depth = 0;

  constructor(text: string, root: JsonSchema | boolean) {
    this.#text = text;
    this.#root = root;
  }

  value(schemas: Schemas): unknown {
    this.#space();
    const character = this.#text[this.#at];
    if (character === '{' || character === '[') {
      if (this.#depth === deepest) return unfinished;
      this.#depth++;
      const branches = this.#branches(schemas);
      const found = character === '{' ? this.#object(branches) : this.#array(branches);
      this.#depth--;
      return found;
    }
    if (character === '"') return this.#string(isFreeText(this.#branches(schemas)));
    return this.#literal();
  }

  #object(schemas: Schemas): unknown {
    const entries: [string, unknown][] = [];
    this.#at++;
    for (;;) {
      this.#space();
      if (this.#take('}') || this.#at >= this.#text.length) break;
      const name = this.#string(false);
      this.#space();
      if (typeof name !== 'string' || !this.#take(':')) break;
      const value = this.value(schemas.flatMap((schema) => propertyOf(schema, name)));
      if (value === unfinished || value === nothing) break;
      entries.push([name, value]);
      this.#space();
      if (!this.#take(',') && this.#text[this.#at] !== '}') break;
    }
    return Object.fromEntries(entries);
  }

  #array(schemas: Schemas): unknown {
    const items: unknown[] = [];
    this.#at++;
    for (;;) {
      this.#space();
      if (this.#take(']') || this.#at >= this.#text.length) break;
      const value = this.value(schemas.flatMap((schema) => itemOf(schema, items.length)));
      if (value === unfinished || value === nothing) break;
      items.push(value);
      this.#space();
      if (!this.#take(',') && this.#text[this.#at] !== ']') break;
    }
    return items;
  }

  #string(showsHalf: boolean): unknown {
    if (this.#text[this.#at] !== '"') return nothing;
    const rest = this.#text.slice(this.#at);
    const whole = /^"(?:[^"\\]|\\.)*"/su.exec(rest)?.[0];
    if (whole !== undefined) {
      this.#at += whole.length;
      return parsed(whole);
    }
    this.#at = this.#text.length;
    // Neither half an escape nor half a surrogate pair.
    const certain =
      /^"(?:[^"\\]|\\(?:["\\/bfnrt]|u(?![dD][89abAB])[\dA-Fa-f]{4}|u[dD][89abAB][\dA-Fa-f]{2}\\u[dD][c-fC-F][\dA-Fa-f]{2}))*/u.exec(
        rest,
      )?.[0];
    return showsHalf && certain !== undefined
      ? parsed(`${certain.replace(/[\uD800-\uDBFF]$/, '')}"`)
      : unfinished;
  }

  #literal(): unknown {
    const word = /^[-+.\w]+/.exec(this.#text.slice(this.#at))?.[0];
    if (word === undefined) return nothing;
    this.#at += word.length;
    return this.#at < this.#text.length ? parsed(word) : unfinished;
  }

  /** Schemas that may apply, references and alternatives taken apart. */
  #branches(schemas: Schemas, depth: number = 0): Schemas {
    if (depth > 16) return [false];
    return schemas.flatMap((schema): Schemas => {
      if (typeof schema === 'boolean') return [schema];
      const { $ref: target, anyOf, oneOf, allOf } = schema;
      const parts = [anyOf, oneOf, allOf].flatMap((each) => (each ?? []) as Schemas);
      if (typeof target === 'string') parts.push(resolvePointer(this.#root, target));
      const { anyOf: _any, oneOf: _one, allOf: _all, $ref: _ref, ...own } = schema;
      return parts.length === 0
        ? [schema]
        : [...(says(own) ? [own] : []), ...this.#branches(parts, depth + 1)];
    });
  }

  #space(): void {
    while (/^[ \t\n\r]$/.test(this.#text[this.#at] ?? '')) this.#at++;
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }
}

function says(schema: JsonSchema): boolean {
  return ['type', 'properties', 'items', 'prefixItems', 'enum', 'const', 'pattern', 'format'].some(
    (keyword) => Object.hasOwn(schema, keyword),
  );
}

/** Whether half a string is a string of these schemas too, as far as anybody would notice. */
function isFreeText(schemas: Schemas): boolean {
  const texts = schemas.filter(
    (schema) =>
      typeof schema === 'boolean' ||
      schema['type'] === undefined ||
      [schema['type']].flat().includes('string'),
  );
  return (
    texts.length > 0 &&
    texts.every((schema) => typeof schema === 'object' && schema['type'] !== undefined && isOpen(schema))
  );
}

function isOpen(schema: JsonSchema): boolean {
  return !['enum', 'const', 'pattern', 'format'].some((keyword) => Object.hasOwn(schema, keyword));
}

function propertyOf(schema: JsonSchema | boolean, name: string): Schemas {
  if (typeof schema === 'boolean') return [false];
  const properties = (schema['properties'] ?? {}) as Record<string, JsonSchema | boolean>;
  if (Object.hasOwn(properties, name)) return [properties[name] as JsonSchema | boolean];
  const rest = schema['additionalProperties'] as JsonSchema | boolean | undefined;
  return rest === undefined ? [] : [rest];
}

function itemOf(schema: JsonSchema | boolean, index: number): Schemas {
  if (typeof schema === 'boolean') return [false];
  const prefix = (schema['prefixItems'] ?? []) as Schemas;
  const item = index < prefix.length ? prefix[index] : (schema['items'] as JsonSchema | boolean | undefined);
  return item === undefined ? [] : [item];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return nothing;
  }
}
