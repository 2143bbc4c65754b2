import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Padding } from '../encoding/padding.ts';
import type { TokenEncoding } from '../encoding/token-encoding.ts';
import type { Truncation } from '../encoding/truncation.ts';
import type { TextTokenizer } from '../text-tokenizer.ts';
import { readTokenizer } from './read-tokenizer.ts';

interface GoldenEncoding {
  readonly ids: number[];
  readonly tokens: string[];
  readonly offsets: number[];
  readonly words: number[];
  readonly sequences: number[];
  readonly types: number[];
  readonly special: number[];
  readonly attention: number[];
}

interface Golden {
  readonly file: object;
  readonly encodings: readonly (GoldenEncoding & { readonly text: string })[];
  readonly plain: readonly number[][];
  readonly decoded: readonly [whole: string, withoutSpecial: string][];
  readonly pairs: readonly (GoldenEncoding & { readonly pair: [string, string] })[];
  readonly truncated: readonly {
    readonly truncation: {
      max_length: number;
      stride: number;
      strategy: string;
      direction: 'left' | 'right';
    };
    readonly texts: [string, string];
    readonly pieces: readonly Partial<GoldenEncoding>[];
  }[];
  readonly padded: readonly {
    readonly padding: {
      direction: 'left' | 'right';
      pad_id: number;
      pad_type_id: number;
      pad_token: string;
      length: number | null;
      pad_to_multiple_of: number | null;
    };
    readonly batch: readonly GoldenEncoding[];
  }[];
}

const all = { allowSpecial: 'all', unit: 'codePoint' } as const;

describe.each(['gpt2', 'roberta', 'llama3', 'llama2', 'bert', 't5', 'words'])(
  'a tokenizer like %s',
  (name) => {
    const path = new URL(`__golden__/${name}.json`, import.meta.url);
    const golden = JSON.parse(readFileSync(path, 'utf8')) as Golden;
    const tokenizer = readTokenizer(golden.file);

    it.each(golden.encodings)('encodes $text as the reference does', ({ text, ...expected }) => {
      expect(columns(tokenizer.encode(text, all))).toEqual(expected);
      expect(tokenizer.countTokens(text, all)).toBe(expected.ids.length);
    });

    it('leaves control tokens in the text alone, as the reference does when told to', () => {
      const control = new Set(tokenizer.specialTokens.values());
      control.delete(tokenizer.idOf('<unk>') as number);
      for (const [i, { text }] of golden.encodings.entries()) {
        const ids = [...tokenizer.encode(text, { addSpecialTokens: false }).ids];
        const expected = golden.plain[i] as number[];
        expect(ids.filter((id) => control.has(id))).toEqual([]);
        // The reference's models still give control tokens for text that spells them, if they can.
        if (!expected.some((id) => control.has(id))) expect([text, ...ids]).toEqual([text, ...expected]);
      }
    });

    it('decodes as the reference does, all at once and id by id', () => {
      for (const [i, { ids }] of golden.encodings.entries()) {
        for (const [skip, expected] of (golden.decoded[i] as string[]).entries()) {
          const options = { skipSpecialTokens: skip === 1 };
          expect(tokenizer.decode(ids, options)).toBe(expected);
          expect(streamed(tokenizer, ids, options)).toBe(expected);
        }
      }
    });

    it('decodes the same text all at once and id by id, whatever the ids', () => {
      const id = fc.nat(tokenizer.vocabularySize - 1);
      fc.assert(
        fc.property(fc.array(id, { maxLength: 40 }), fc.boolean(), fc.boolean(), (ids, skip, clean) => {
          const options = { skipSpecialTokens: skip, cleanUpTokenizationSpaces: clean };
          const text = tokenizer.decode(ids, options);
          expect(text.isWellFormed()).toBe(true);
          expect(streamed(tokenizer, ids, options)).toBe(text);
        }),
        { seed: 1 },
      );
    });

    it.each(golden.pairs)(
      'encodes the pair $pair as the reference does',
      ({ pair: [text, pair], ...expected }) => {
        expect(columns(tokenizer.encode(text, { ...all, pair }))).toEqual(expected);
        expect(tokenizer.countTokens(text, { ...all, pair })).toBe(expected.ids.length);
      },
    );

    it.each(golden.truncated)('truncates by $truncation', ({ truncation, texts, pieces }) => {
      const [text, pair] = texts;
      const options: Truncation = {
        maxLength: truncation.max_length,
        stride: truncation.stride,
        strategy: camelCase(truncation.strategy) as 'longestFirst',
        direction: truncation.direction,
      };
      const encoding = tokenizer.encode(text, { ...all, pair, truncation: options });
      const given = [encoding, ...encoding.overflowing];
      expect(given.map((piece) => columns(piece))).toMatchObject(pieces);
      expect(given).toHaveLength(pieces.length);
    });

    it.each(golden.padded)('pads by $padding', ({ padding, batch }) => {
      const options: Padding = {
        length: padding.length ?? 'longest',
        multipleOf: padding.pad_to_multiple_of ?? 0,
        direction: padding.direction,
        id: padding.pad_id,
        token: padding.pad_token,
        typeId: padding.pad_type_id,
      };
      const encodings = tokenizer.encodeBatch(['the dog', ['fox', 'the lazy dog'], ''], {
        ...all,
        padding: options,
      });
      // The reference counts padding to the text where nothing is added to a single text.
      const expected = name === 'words' ? batch.map(withoutPaddingSequences) : batch;
      expect(encodings.map(columns)).toEqual(expected);
    });

    it('comes back from its JSON, which is the file it was read from', () => {
      const saved: unknown = JSON.parse(JSON.stringify(tokenizer));
      expect(saved).toEqual(golden.file);
      const copy = readTokenizer(saved);
      for (const { text, ids } of golden.encodings) expect([...copy.encode(text, all).ids]).toEqual(ids);
    });
  },
);

function columns(encoding: TokenEncoding): GoldenEncoding {
  return {
    ids: [...encoding.ids],
    tokens: [...encoding.tokens],
    offsets: [...encoding.offsets],
    words: [...encoding.wordIds],
    sequences: [...encoding.sequenceIds],
    types: [...encoding.typeIds],
    special: [...encoding.specialTokensMask],
    attention: [...encoding.attentionMask],
  };
}

function streamed(
  tokenizer: TextTokenizer,
  ids: readonly number[],
  options: { skipSpecialTokens: boolean },
): string {
  const stream = tokenizer.decodeStream(options);
  return ids.map((id) => stream.push(id)).join('') + stream.end();
}

function camelCase(name: string): string {
  return name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}

function withoutPaddingSequences(encoding: GoldenEncoding): GoldenEncoding {
  return {
    ...encoding,
    sequences: encoding.sequences.map((each, i) => (encoding.attention[i] === 0 ? -1 : each)),
  };
}
