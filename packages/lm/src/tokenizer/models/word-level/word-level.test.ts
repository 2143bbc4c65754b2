import { describe, expect, it } from 'vitest';
import { readWordLevel, wordLevel } from './word-level.ts';

function tokens(model: ReturnType<typeof wordLevel>, text: string): [number, number, number][] {
  const list: [number, number, number][] = [];
  model.tokenize(text, { add: (...token) => list.push(token) });
  return list;
}

describe('wordLevel', () => {
  const model = wordLevel(
    new Map([
      ['<unk>', 3],
      ['tree', 1],
      ['constructor', 7],
    ]),
  );

  it('looks whole pieces up', () => {
    expect(tokens(model, 'tree')).toEqual([[1, 0, 4]]);
    expect(tokens(model, 'trees')).toEqual([[3, 0, 5]]);
    expect(tokens(model, 'constructor')).toEqual([[7, 0, 11]]);
    expect(tokens(model, '__proto__')).toEqual([[3, 0, 9]]);
  });

  it('refuses an unknown word when it has no unknown token', () => {
    expect(() => tokens(wordLevel(new Map()), 'tree')).toThrow(/"tree"/);
  });

  it('reads what it writes, and names a damaged field', () => {
    const text = '{"type":"WordLevel","vocab":{"tree":1,"<unk>":3,"constructor":7},"unk_token":"<unk>"}';
    expect(JSON.stringify(model)).toBe(text);
    expect(JSON.stringify(readWordLevel(JSON.parse(text)))).toBe(text);
    expect(() => readWordLevel({ vocab: [], unk_token: 'x' })).toThrow(/vocab/);
    expect(() => readWordLevel({ vocab: { a: -1 }, unk_token: 'x' })).toThrow(/vocab\.a/);
  });
});
