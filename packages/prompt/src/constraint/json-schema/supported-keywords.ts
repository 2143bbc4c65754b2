/**
 * The keywords of JSON Schema (draft 2020-12; `definitions` of draft 7 too) that a grammar can say, with what it makes
 * of them. Every text of the grammar validates; not every value that validates is of the grammar, as said here.
 *
 * @see https://json-schema.org/draft/2020-12/json-schema-validation
 * @example
 * ```ts
 * import { supportedKeywords } from '@fm/prompt';
 *
 * supportedKeywords['uniqueItems']; // => 'false only'
 * 'not' in supportedKeywords; // => false
 * ```
 */
export const supportedKeywords: Readonly<Record<string, string>> = {
  type: 'any of the seven types, or a list of them; without it, what the other keywords speak of',
  enum: 'exactly these values, as compact JSON',
  const: 'exactly this value, as compact JSON',
  $ref: 'to a place in the same schema (`#/…`), also recursive',
  $defs: 'where references lead',
  definitions: 'where references lead',
  anyOf: 'one branch, merged with the keywords beside it',
  oneOf: 'the same, where branches are told apart by type, by value, or by the value of a required property',
  allOf: 'merged into one schema, where that is possible',
  properties: 'in the order of the schema, each at most once',
  required: 'these properties always; the others may be left out',
  additionalProperties: 'absent: only the properties above; a schema: any further names, after them',
  propertyNames: 'of strings; for objects without `properties`, or where it asks for strings only',
  minProperties: 'where required properties are enough for it',
  items: 'a schema or a boolean',
  prefixItems: 'always all of them, as far as maxItems lets',
  minItems: 'exact',
  maxItems: 'exact',
  uniqueItems: 'false only',
  minLength: 'exact, in code points',
  maxLength: 'exact, in code points',
  pattern: 'what `regex` takes, anchored or not; beside a length, only where the pattern implies it',
  format: 'date, time, date-time, duration, uuid, email, ipv4, hostname, uri: a subset of each',
  minimum: 'exact; without exponents and with at most 15 digits',
  maximum: 'exact; without exponents and with at most 15 digits',
  exclusiveMinimum: 'exact; without exponents and with at most 15 digits',
  exclusiveMaximum: 'exact; without exponents and with at most 15 digits',
  multipleOf: '1, for integers',
};

/** Keywords that say nothing about which values are valid. */
export const annotations: ReadonlySet<string> = new Set([
  '$schema',
  '$id',
  '$comment',
  '$anchor',
  'title',
  'description',
  'default',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
  'contentEncoding',
  'contentMediaType',
]);
