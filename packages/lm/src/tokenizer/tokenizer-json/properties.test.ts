import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TextTokenizer } from '../text-tokenizer.ts';
import { readTokenizer } from './read-tokenizer.ts';

function tokenizerLike(kind: string, changes: object = {}): TextTokenizer {
  const golden = new URL(`__golden__/${kind}.json`, import.meta.url);
  const { file } = JSON.parse(readFileSync(golden, 'utf8')) as { file: object };
  return readTokenizer({ ...file, ...changes });
}

const byteLevel = ['gpt2', 'llama3'] as const;
const kinds = [...byteLevel, 'roberta', 'llama2', 't5', 'bert', 'words'] as const;

/** Words, blanks, marks, emoji and whatever else UTF-16 can hold, broken surrogate pairs among it. */
const text = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'the',
        ' quick',
        "'s",
        '123',
        '  ',
        '\n',
        '\r\n',
        '\t',
        '\uFEFF',
        '\0',
        '👩‍🚀',
        'e\u0301',
        '한',
      ),
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.string({ unit: 'grapheme-ascii', maxLength: 12 }),
      fc.constantFrom('\uD83D', '\uDE00', '<|endoftext|>', '<s>', '[CLS]', '__proto__'),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));
const plain = { addSpecialTokens: false, truncation: false, padding: false } as const;

describe.each(byteLevel)('a byte-level tokenizer like that of %s', (kind) => {
  // What is normalised cannot come back.
  const tokenizer = tokenizerLike(kind, { normalizer: null });

  it('decodes what it encodes', () => {
    fc.assert(
      fc.property(text, (given) => {
        expect(tokenizer.decode(tokenizer.encode(given, plain).ids)).toBe(given.toWellFormed());
      }),
      { numRuns: 300 },
    );
  });

  it('gives offsets that cut the text into what its tokens spell', () => {
    fc.assert(
      fc.property(text, (given) => {
        const { ids, offsets } = tokenizer.encode(given, plain);
        for (const [i, id] of ids.entries()) {
          const surface = tokenizer.decode([id]);
          // Part of a character: the offsets are those of the whole.
          if (surface.includes('\uFFFD')) continue;
          const cut = given.slice(offsets[2 * i], offsets[2 * i + 1]);
          expect(cut.trim()).toBe(surface.trim());
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe.each(kinds)('a tokenizer like that of %s', (kind) => {
  const tokenizer = tokenizerLike(kind);

  it('gives a batch what it gives single texts, and counts what it encodes', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 4 }), (texts) => {
        const batch = tokenizer.encodeBatch(texts, plain);
        for (const [i, given] of texts.entries()) {
          const single = tokenizer.encode(given, plain);
          expect([...batch[i]!.ids]).toEqual([...single.ids]);
          expect([...batch[i]!.offsets]).toEqual([...single.offsets]);
          expect(tokenizer.countTokens(given, plain)).toBe(single.length);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('gives offsets in order, inside the text, at whole characters', () => {
    fc.assert(
      fc.property(text, (given) => {
        const whole = given.toWellFormed();
        const { offsets } = tokenizer.encode(given, plain);
        for (let i = 0; i < offsets.length; i += 2) {
          const [start, end] = [offsets[i]!, offsets[i + 1]!];
          expect(start <= end && end <= given.length).toBe(true);
          if (i > 0) expect(start).toBeGreaterThanOrEqual(offsets[i - 2]!);
          expect(whole.slice(start, end).isWellFormed()).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });
});
