/** Draws in [0, 1), the same for the same seed. */
export type Random = () => number;

/** A small generator of Weyl and mix steps: enough for tests. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

type Schema = Record<string, unknown>;

const formats = ['date', 'time', 'date-time', 'duration', 'uuid', 'email', 'ipv4', 'hostname', 'uri'];
const patterns = [
  '^[A-Z]{2}\\d{3}$',
  'ab+c?',
  '^(red|green|blue)(-\\w+)?$',
  '^[^"\\\\]*$',
  '^\\S+ \\S+$',
  '[äöü€😀]',
];
const names = ['name', 'age', 'tags', 'é', 'a b', 'quote"d', 'x', 'xy', 'list', '$ref', '日本'];

/** A schema of the supported keywords, at random. */
export function randomSchema(random: Random): Schema {
  const body = schemaOf(random, 3, true);
  return {
    ...body,
    $defs: {
      leaf: schemaOf(random, 1, false),
      tree: {
        type: 'object',
        properties: {
          value: schemaOf(random, 0, false),
          children: { type: 'array', items: { $ref: '#/$defs/tree' }, maxItems: pick(random, [1, 3, 9]) },
        },
        required: ['value', 'children'].slice(0, integer(random, 0, 2)),
        additionalProperties: false,
      },
    },
  };
}

function schemaOf(random: Random, depth: number, mayRefer: boolean): Schema {
  const leaves = [
    () => ({ type: pick(random, ['null', 'boolean', 'string', 'integer', 'number']) }),
    () => stringSchema(random),
    () => boundedNumber(random),
    () => ({ enum: sample(random, ['a', 'ab', '', 'é"\\\n', 0, -1.5, null, true, [1, 'x'], { k: [] }]) }),
    () => ({ const: pick(random, ['only', 3, false, { a: 1 }]) }),
  ];
  if (depth === 0) return pick(random, leaves)();
  const inner = (): Schema => schemaOf(random, depth - 1, mayRefer);
  return pick(random, [
    ...leaves,
    () => objectSchema(random, inner),
    () => objectSchema(random, inner),
    () => arraySchema(random, inner),
    () => arraySchema(random, inner),
    () => ({ anyOf: [inner(), inner(), inner()].slice(0, integer(random, 1, 3)) }),
    () => ({
      oneOf: [{ type: 'string', maxLength: 4 }, { type: 'integer' }, { type: 'array', items: inner() }],
    }),
    () => ({
      allOf: [{ type: 'integer', minimum: integer(random, -50, 5) }, { maximum: integer(random, 5, 900) }],
    }),
    () => tagged(inner),
    () => (mayRefer ? { $ref: pick(random, ['#/$defs/leaf', '#/$defs/tree']) } : inner()),
    () => (random() < 0.2 ? {} : inner()),
  ])();
}

function stringSchema(random: Random): Schema {
  const min = integer(random, 0, 6);
  return pick<() => Schema>(random, [
    () => ({ type: 'string', minLength: min, maxLength: min + integer(random, 0, 40) }),
    () => ({ type: 'string', minLength: min }),
    () => ({ type: ['string', 'null'], maxLength: integer(random, 0, 300) }),
    () => ({ type: 'string', format: pick(random, formats) }),
    () => ({ type: 'string', pattern: pick(random, patterns) }),
  ])();
}

function boundedNumber(random: Random): Schema {
  const whole = random() < 0.5;
  const bound = (): number => {
    const size = 10 ** integer(random, 0, 5);
    return whole ? Math.round((random() - 0.5) * size) : Number(((random() - 0.5) * size).toPrecision(3));
  };
  const [low, high] = [bound(), bound()].toSorted((a, b) => a - b) as [number, number];
  return {
    type: whole ? 'integer' : 'number',
    ...pick<Schema>(random, [
      { minimum: low },
      { maximum: high },
      { minimum: low, maximum: high },
      { exclusiveMinimum: low, exclusiveMaximum: high + 2 },
    ]),
  };
}

function objectSchema(random: Random, inner: () => Schema): Schema {
  const own = sample(random, names).slice(0, 4);
  const rest = pick<Schema>(random, [
    {},
    { additionalProperties: false },
    { additionalProperties: inner() },
    { additionalProperties: inner(), propertyNames: { type: 'string' } },
  ]);
  const properties = Object.fromEntries(own.map((name) => [name, inner()]));
  return { type: 'object', properties, required: own.filter(() => random() < 0.6), ...rest };
}

function arraySchema(random: Random, inner: () => Schema): Schema {
  const min = integer(random, 0, 2);
  return pick<() => Schema>(random, [
    () => ({ type: 'array', items: inner() }),
    () => ({ type: 'array', items: inner(), minItems: min, maxItems: min + integer(random, 0, 4) }),
    () => ({ type: 'array', prefixItems: [inner(), inner()], items: false, minItems: 2 }),
    () => ({ type: 'array', prefixItems: [inner()], items: inner(), maxItems: 4 }),
  ])();
}

function tagged(inner: () => Schema): Schema {
  const branch = (kind: string): Schema => ({
    type: 'object',
    properties: { kind: { const: kind }, value: inner() },
    required: ['kind', 'value'],
  });
  return { oneOf: [branch('one'), branch('two')] };
}

function integer(random: Random, from: number, to: number): number {
  return from + Math.floor(random() * (to - from + 1));
}

function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[Math.floor(random() * items.length)] as Item;
}

function sample<Item>(random: Random, items: readonly Item[]): readonly Item[] {
  const kept = items.filter(() => random() < 0.4);
  return kept.length === 0 ? items.slice(0, 1) : kept;
}
