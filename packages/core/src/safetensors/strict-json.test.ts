import fc from 'fast-check';
import { expect, it } from 'vitest';

import { parseStrictJson, type StrictJson } from './strict-json.ts';

const options = { name: 'test', maxDepth: 20 };
const plain = (value: StrictJson): unknown =>
  value instanceof Map
    ? Object.fromEntries(
        [...(value as ReadonlyMap<string, StrictJson>)].map(([key, inner]) => [key, plain(inner)]),
      )
    : Array.isArray(value)
      ? value.map((inner) => plain(inner as StrictJson))
      : value;

it('agrees with JSON.parse on valid JSON', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 5 }), (text) => {
      expect(plain(parseStrictJson(text, options))).toEqual(JSON.parse(text));
    }),
  );
});

for (const text of [
  '',
  '{',
  '[1,]',
  '{"a" 1}',
  '{"a":1,}',
  '01',
  '"\\x"',
  'tru',
  '1 2',
  '{a:1}',
  '"a\nb"',
  '{"a":1,"a":2}',
]) {
  it(`refuses ${JSON.stringify(text)}`, () => {
    expect(() => parseStrictJson(text, options)).toThrow(expect.objectContaining({ code: 'FM_FORMAT' }));
  });
}
