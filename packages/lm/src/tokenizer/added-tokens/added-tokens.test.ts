import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readTokenizer } from '../tokenizer-json/read-tokenizer.ts';
import type { AddedTokenJson } from './added-token.ts';

interface Golden {
  readonly cases: readonly {
    readonly file: { readonly added_tokens: readonly AddedTokenJson[] };
    readonly examples: readonly {
      readonly text: string;
      readonly ids: number[];
      readonly tokens: string[];
      readonly offsets: number[];
    }[];
  }[];
}

const path = new URL('__golden__/added-tokens.json', import.meta.url);
const golden = JSON.parse(readFileSync(path, 'utf8')) as Golden;

const cases = golden.cases.map(({ file, examples }) => {
  const { single_word, lstrip, rstrip, normalized } = file.added_tokens[0] as AddedTokenJson;
  return { flags: JSON.stringify({ single_word, lstrip, rstrip, normalized }), file, examples };
});

describe('added tokens', () => {
  it.each(cases)('are found where the reference finds them: $flags', ({ file, examples }) => {
    const tokenizer = readTokenizer(file);
    for (const expected of examples) {
      const encoding = tokenizer.encode(expected.text, { allowSpecial: 'all', unit: 'codePoint' });
      expect({
        text: expected.text,
        ids: [...encoding.ids],
        tokens: encoding.tokens,
        offsets: [...encoding.offsets],
      }).toEqual(expected);
    }
  });

  it('are found in time proportional to the text', () => {
    const [first] = cases;
    const tokenizer = readTokenizer(first?.file);
    expect(tokenizer.encode('tok '.repeat(50_000)).ids).toHaveLength(100_000);
    expect(tokenizer.encode(`${' '.repeat(200_000)}tok`).ids).toHaveLength(2);
  });

  it('that take white space need no more time for long runs of it', () => {
    const stripping = cases.find(
      ({ flags }) => flags === '{"single_word":false,"lstrip":true,"rstrip":true,"normalized":false}',
    );
    const tokenizer = readTokenizer(stripping?.file);
    expect(tokenizer.encode(`tok${' '.repeat(200_000)}`.repeat(2)).ids).toHaveLength(2);
  });
});
