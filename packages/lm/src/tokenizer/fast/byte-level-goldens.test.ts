import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readTokenizer } from '../tokenizer-json/read-tokenizer.ts';
import { compileIdEncoder } from './compile-id-encoder.ts';

interface Golden {
  readonly texts: readonly string[];
  readonly cases: readonly {
    readonly name: string;
    readonly file: object;
    readonly encodings: readonly {
      readonly ids: readonly number[];
      /** Each less the one before it. */
      readonly offsets: readonly number[];
      readonly words: readonly number[];
    }[];
  }[];
}

const golden = JSON.parse(
  readFileSync(new URL('__golden__/byte-level.json', import.meta.url), 'utf8'),
) as Golden;

describe.each(golden.cases)('byte-level BPE cut as $name', ({ file, encodings }) => {
  const tokenizer = readTokenizer(file);

  it('has a shortcut that traces tokens', () => {
    expect(compileIdEncoder(tokenizer.parts)?.trace).toBeDefined();
  });

  it('gives the ids, offsets and words of the reference', () => {
    // Twice: with what was remembered from the first time.
    for (let pass = 0; pass < 2; pass++) {
      for (const [i, { ids, offsets, words }] of encodings.entries()) {
        const text = golden.texts[i]!;
        const encoding = tokenizer.encode(text, { unit: 'codePoint' });
        expect([...encoding.ids], text).toEqual(ids);
        expect(differences(encoding.offsets), text).toEqual(offsets);
        expect([...encoding.wordIds], text).toEqual(words);
      }
    }
  });

  it('gives the ids of the reference for all texts many times over', () => {
    // Enough long pieces for the merger to go window by window.
    for (let pass = 0; pass < 12; pass++) {
      for (const [i, { ids }] of encodings.entries()) {
        const repeated = tokenizer.encode(golden.texts[i]!);
        expect([...repeated.ids]).toEqual(ids);
      }
    }
  });
});

function differences(values: Uint32Array): readonly number[] {
  return Array.from(values, (value, i) => value - (values[i - 1] ?? 0));
}
