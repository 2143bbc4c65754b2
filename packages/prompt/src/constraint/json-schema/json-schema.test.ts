import { type Tokenizer, UnsupportedError } from '@fm/core';
import {
  byteFallbackDecoder,
  byteTokenizer,
  characterTokenizer,
  decoderSequence,
  fuseDecoder,
  metaspaceDecoder,
  TextTokenizer,
  unigram,
} from '@fm/lm/tokenizer';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { matches } from '../grammar/matches.ts';
import { grammarConstraint } from '../matching/grammar-constraint.ts';
import { randomSchema, seededRandom } from '../testing/random-schema.ts';
import { randomText } from '../testing/random-text.ts';
import { jsonSchema } from './json-schema.ts';
import { validateJson } from './validate-json.ts';

const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);

/** Pieces of words, all bytes, and a space at the beginning that decoding leaves out. */
function pieceTokenizer(): Tokenizer {
  const bytes = Array.from(
    { length: 256 },
    (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
  );
  const words = [
    '▁',
    '"',
    '▁"',
    '":',
    '",',
    '{"',
    '"}',
    'name',
    'e',
    'true',
    '12',
    '0',
    'é',
    '日',
    '▁the',
    'a',
    '}]',
    '\\n',
  ];
  const pieces = ['<unk>', '</s>', ...bytes, ...words].map((piece, i) => ({ piece, score: -i }));
  return new TextTokenizer(
    {
      model: unigram(
        pieces.map(({ piece, score }) => [piece, score] as const),
        { unknownId: 0, byteFallback: true },
      ),
      decoder: decoderSequence([byteFallbackDecoder(), metaspaceDecoder(), fuseDecoder()]),
      addedTokens: [
        { content: '</s>', special: true },
        { content: '<unk>', special: true },
      ],
    },
    { endOfText: '</s>' },
  );
}

const printable = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join('') + 'éäöü€😀日本';
const tokenizers: readonly (readonly [string, Tokenizer])[] = [
  ['bytes', byteTokenizer({ specialTokens: ['<|endoftext|>'] })],
  ['pieces with byte fallback', pieceTokenizer()],
  ['characters', characterTokenizer(printable)],
];

describe('the grammar of a JSON schema', () => {
  it.each(tokenizers)('lets a senseless model over %s write valid values only', (_, tokenizer) => {
    const random = seededRandom(7);
    for (let i = 0; i < 60; i++) {
      const schema = randomSchema(random);
      const constraint = grammarConstraint(jsonSchema(schema, { whitespace: 'flexible' }), tokenizer);
      const { text } = randomText({ constraint, tokenizer, maxTokens: 1500 }, random);
      const valid = ajv.compile(schema);
      expect(valid(JSON.parse(text)), `${JSON.stringify(schema)}\n${text}`).toBe(true);
      expect(validateJson(schema, JSON.parse(text))).toEqual([]);
    }
  });
});

describe('jsonSchema', () => {
  const accepts = (schema: object, value: unknown): boolean =>
    matches(jsonSchema(schema as never), JSON.stringify(value));

  it('bounds integers exactly', () => {
    for (const [minimum, maximum] of [
      [-12, 105],
      [0, 9],
      [-205, -7],
      [99, 100],
    ] as const) {
      const grammar = jsonSchema({ type: 'integer', minimum, maximum });
      for (let value = -250; value <= 250; value++)
        expect(matches(grammar, `${value}`)).toBe(value >= minimum && value <= maximum);
    }
  });

  it('bounds decimals exactly', () => {
    const grammar = jsonSchema({ type: 'number', minimum: -0.25, exclusiveMaximum: 1.5 });
    for (const text of ['-0.25', '0', '1.499999', '1.0', '-0.1']) expect(matches(grammar, text)).toBe(true);
    for (const text of ['-0.26', '1.5', '1.50', '-1', '2']) expect(matches(grammar, text)).toBe(false);
  });

  it('takes recursion, optional properties and further ones', () => {
    const tree = {
      type: 'object',
      properties: { v: { type: 'null' }, next: { $ref: '#' } },
      required: ['v'],
    };
    expect(accepts(tree, { v: null, next: { v: null, next: { v: null } } })).toBe(true);
    expect(accepts(tree, { v: null, other: 1 })).toBe(false);
    const open = {
      type: 'object',
      properties: { ab: { type: 'null' } },
      additionalProperties: { type: 'integer' },
    };
    expect(accepts(open, { a: 1, abc: 2, b: 3 })).toBe(true);
    expect(accepts(open, { ab: 1 })).toBe(false);
    expect(matches(jsonSchema(open), '{"x":1,"ab":1}')).toBe(false);
  });

  it('counts characters, not bytes or escapes', () => {
    const two = { type: 'string', minLength: 2, maxLength: 2 };
    for (const text of ['ab', 'é😀', '"\\', '\n\u0001']) expect(accepts(two, text)).toBe(true);
    for (const text of ['a', 'abc', '😀']) expect(accepts(two, text)).toBe(false);
  });

  it('says what zod says', () => {
    const schema = z.object({
      email: z.email(),
      id: z.uuid(),
      day: z.iso.date(),
      at: z.iso.datetime(),
      span: z.iso.duration(),
      host: z.ipv4(),
      count: z.int(),
      ratio: z.number().gt(0).lt(1),
      pair: z.tuple([z.string(), z.boolean()]),
      map: z.record(z.string(), z.number()),
      both: z.record(z.enum(['a', 'b']), z.number().max(3)),
      maybe: z.string().nullable().optional(),
      kind: z.discriminatedUnion('t', [
        z.object({ t: z.literal('x') }),
        z.object({ t: z.literal('y'), n: z.int() }),
      ]),
    });
    const tokenizer = byteTokenizer({ specialTokens: ['<|endoftext|>'] });
    const constraint = grammarConstraint(jsonSchema(z.toJSONSchema(schema) as never), tokenizer);
    const random = seededRandom(3);
    for (let i = 0; i < 10; i++) {
      const { text } = randomText({ constraint, tokenizer, maxTokens: 1200 }, random);
      expect(schema.safeParse(JSON.parse(text)).error?.issues).toBeUndefined();
    }
  });

  it('names the place of what it cannot say', () => {
    const refused = [
      [{ type: 'object', properties: { 'a/b': { not: {} } } }, '#/properties/a~1b/not'],
      [{ type: 'array', items: { type: 'string', format: 'regex' } }, '#/items/format'],
      [{ type: 'array', uniqueItems: true }, '#/uniqueItems'],
      [{ type: 'number', multipleOf: 0.1 }, '#/multipleOf'],
      [{ $defs: { a: { if: {} } }, $ref: '#/$defs/a' }, '#/$defs/a/if'],
      [{ oneOf: [{ type: 'string' }, { type: 'string', maxLength: 1 }] }, '#/oneOf'],
      [{ type: 'string', pattern: '(?=a)b' }, 'lookahead'],
    ] as const;
    for (const [schema, place] of refused) {
      expect(() => jsonSchema(schema as never)).toThrow(UnsupportedError);
      expect(() => jsonSchema(schema as never)).toThrow(place);
    }
  });

  it('refuses schemas without a finite value', () => {
    const endless = { type: 'object', properties: { next: { $ref: '#' } }, required: ['next'] };
    expect(() => grammarConstraint(jsonSchema(endless), byteTokenizer())).toThrow(UnsupportedError);
    expect(() => jsonSchema({ allOf: [{ type: 'string' }, { type: 'null' }] })).toThrow(UnsupportedError);
  });
});
