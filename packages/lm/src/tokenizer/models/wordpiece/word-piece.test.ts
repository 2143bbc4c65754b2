import { describe, expect, it } from 'vitest';
import { wordPiece } from './word-piece.ts';
import { readWordPiece } from './word-piece-json.ts';

const entries = new Map(
  ['[UNK]', 'un', '##want', '##ed', 'w', '##a', '##', '😀', '##😀', '__proto__'].map((t, i) => [t, i]),
);
const model = wordPiece(entries, { maxInputCharsPerWord: 9 });

function tokens(text: string, from = model): [string | undefined, number, number][] {
  const list: [string | undefined, number, number][] = [];
  from.tokenize(text, { add: (id, start, end) => list.push([from.tokenOf(id), start, end]) });
  return list;
}

describe('wordPiece', () => {
  it('takes the longest token again and again', () => {
    expect(tokens('unwanted')).toEqual([
      ['un', 0, 2],
      ['##want', 2, 6],
      ['##ed', 6, 8],
    ]);
  });

  it('makes one unknown token of a word that it cannot finish', () => {
    expect(tokens('unwantex')).toEqual([['[UNK]', 0, 8]]);
    expect(tokens('ed')).toEqual([['[UNK]', 0, 2]]);
  });

  it('counts the length of a word in code points, and places in UTF-16 units', () => {
    expect(tokens('😀'.repeat(9)).length).toBe(9);
    expect(tokens('😀'.repeat(10))).toEqual([['[UNK]', 0, 20]]);
    expect(tokens('😀😀')[1]).toEqual(['##😀', 2, 4]);
  });

  it('knows tokens that are named like members of objects', () => {
    expect(tokens('__proto__')).toEqual([['__proto__', 0, 9]]);
    expect(tokens('toString')).toEqual([['[UNK]', 0, 8]]);
  });

  it('gives nothing for nothing', () => {
    expect(tokens('')).toEqual([]);
  });

  it('refuses an unknown word when the unknown token is not in the vocabulary', () => {
    expect(() => tokens('x', wordPiece(new Map([['a', 0]])))).toThrow(/"\[UNK\]" in the vocabulary/);
  });

  it('reads what it writes, and names a damaged field', () => {
    const text = JSON.stringify(model);
    expect(text).toContain('"__proto__":9');
    expect(JSON.stringify(readWordPiece(JSON.parse(text)))).toBe(text);
    expect(() => readWordPiece({ ...model.toJSON(), vocab: { a: 1.5 } })).toThrow(/vocab\.a/);
    expect(() => readWordPiece({ ...model.toJSON(), unk_token: undefined })).toThrow(/unk_token/);
  });
});
