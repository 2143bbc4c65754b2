import { describe, expect, it } from 'vitest';
import { byteAlphabet } from '../byte/byte-alphabet.ts';
import { bpe, type BpeOptions } from '../models/bpe/bpe.ts';
import { readNormalizer } from '../normalizers/read-normalizer.ts';
import { AlignedText } from '../pipeline/aligned-text.ts';
import { idBuffer, takeIds } from '../pipeline/id-buffer.ts';
import { readPreTokenizer } from '../pre-tokenizers/read-pre-tokenizer.ts';
import type { EncodingStages } from './compile-byte-level.ts';
import { compileIdEncoder } from './compile-id-encoder.ts';
import { cl100kPattern, o200kPattern } from './split-families.ts';

/** Byte-level BPE whose merges come from pairs of an alphabet's neighbours, over and over. */
function model(options: BpeOptions = {}, rounds = 4): ReturnType<typeof bpe> {
  const alphabet = byteAlphabet();
  const entries = new Map(alphabet.map((character, byte) => [character, byte]));
  const merges: (readonly [string, string])[] = [];
  let pool = Array.from("eta oin shrdl'\n\n", (character) => alphabet[character.charCodeAt(0)]!);
  for (let round = 0; round < rounds; round++) {
    const joined: string[] = [];
    for (const [i, left] of pool.entries()) {
      const right = pool[(i * 7 + 3) % pool.length]!;
      merges.push([left, right]);
      if (!entries.has(left + right)) entries.set(left + right, entries.size);
      joined.push(left + right);
    }
    pool = joined;
  }
  for (const whole of ['Ġthe', 'hello', 'ÃƒÂ©', 'Ġ'.repeat(20)])
    if (!entries.has(whole)) entries.set(whole, entries.size);
  return bpe(entries, merges, options);
}

const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false };
const split = (pattern: string, behavior = 'Isolated', invert = false): unknown => ({
  type: 'Sequence',
  pretokenizers: [{ type: 'Split', pattern: { Regex: pattern }, behavior, invert }, byteLevel],
});
const deepseek = {
  type: 'Sequence',
  pretokenizers: [
    String.raw`\p{N}{1,3}`,
    '[一-龥\u3040-ゟ゠-ヿ]+',
    '[!"#$%&\'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\r\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\r\n]*|\\s*[\r\n]+|\\s+(?!\\S)|\\s+',
  ]
    .map((Regex): object => ({ type: 'Split', pattern: { Regex }, behavior: 'Isolated', invert: false }))
    .concat(byteLevel),
};

type Stages = readonly [name: string, preTokenizer: unknown, normalizer?: unknown, options?: BpeOptions];

const stages: readonly Stages[] = [
  ['gpt2', { ...byteLevel, use_regex: true }],
  ['gpt2 with a space in front', { ...byteLevel, use_regex: true, add_prefix_space: true }],
  ['cl100k', split(cl100kPattern, 'Removed', true), null, { ignoreMerges: true }],
  ['qwen2', split(cl100kPattern.replace('{1,3}', '')), { type: 'NFC' }],
  ['o200k', split(o200kPattern)],
  ['deepseek-v3', deepseek, { type: 'Sequence', normalizers: [] }],
  ['another pattern', split(String.raw`\p{Lu}?\p{Ll}+|\d|(?=x)| `), { type: 'NFKC' }],
];

const texts = [
  '',
  ' ',
  'hello the  seton\n\n  \n heron',
  "don't WE'LL 'ſ 's",
  'CamelCase HTTPServer x1y22z4444 中Aあ 3中文・カ',
  '\ufeffbom nul\0 \u0085\u00a0\u3000x e\u0301 \u212b ﬁ',
  'lone \ud800 and \udc00 😀👩\u200d👩\ud83d',
  '__proto__ constructor hasOwnProperty <|endoftext|>',
  `${' '.repeat(60)}x${'='.repeat(200)}${'é'.repeat(100)}`,
];

function stagesOf([, preTokenizer, normalizer, options]: Stages): EncodingStages {
  return {
    normalizer: normalizer ? readNormalizer(normalizer) : undefined,
    preTokenizer: readPreTokenizer(preTokenizer),
    model: model(options),
  };
}

function encodeByStages(
  { normalizer, preTokenizer, model: bpeModel }: EncodingStages,
  text: string,
): readonly number[] {
  const ids: number[] = [];
  const aligned = AlignedText.of(text.toWellFormed());
  for (const piece of preTokenizer!.split(normalizer?.normalize(aligned) ?? aligned)) {
    bpeModel.tokenize(piece.text, { add: (id) => ids.push(id) });
  }
  return ids;
}

/** Id, start, end and piece of each token. */
function traceByStages(
  { normalizer, preTokenizer, model: bpeModel }: EncodingStages,
  text: string,
): { readonly rows: readonly number[]; readonly pieces: number } {
  const rows: number[] = [];
  const aligned = AlignedText.of(text);
  let pieces = 0;
  for (const piece of preTokenizer!.split(normalizer?.normalize(aligned) ?? aligned)) {
    if (piece.length === 0) continue;
    bpeModel.tokenize(piece.text, {
      add: (id, start, end) => rows.push(id, piece.startOf(start), piece.endOf(end), pieces),
    });
    pieces++;
  }
  return { rows, pieces };
}

function pseudorandomText(seed: number, length: number): string {
  const parts = [
    ...texts.flatMap((text) => text.split(/(?<=\s)/u)),
    ' ',
    '\n',
    'a',
    'th',
    '1',
    '.',
    '。',
    'é',
  ];
  let state = seed;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return parts[(state >>> 8) % parts.length]!;
  }).join('');
}

describe.each(stages.map((row) => ({ name: row[0], row })))('the encoder for $name', ({ row }) => {
  const parts = stagesOf(row);
  const encoder = compileIdEncoder(parts)!;
  const encode = (text: string): readonly number[] => {
    const ids = idBuffer(1);
    encoder.encode(text, ids);
    return [...takeIds(ids)];
  };

  it('gives the ids of the stages', () => {
    for (const text of [
      ...texts,
      ...Array.from({ length: 300 }, (_, seed) => pseudorandomText(seed, seed % 30)),
    ]) {
      expect(encode(text), JSON.stringify(text)).toEqual(encodeByStages(parts, text));
      expect(encoder.count(text)).toBe(encode(text).length);
    }
  });

  it('gives the ids of the stages where a text is worked on in chunks', () => {
    for (const text of [pseudorandomText(1, 12_000), '中文'.repeat(33_000), 'sent.中文。\n'.repeat(8000)]) {
      expect(encode(text)).toEqual(encodeByStages(parts, text));
    }
  });

  it('traces tokens to the places that the stages say', () => {
    let traced = 0;
    for (const given of [
      ...texts,
      ...Array.from({ length: 300 }, (_, seed) => pseudorandomText(seed, seed % 30)),
      pseudorandomText(1, 12_000),
      '中文😀'.repeat(33_000),
      'a'.repeat(100_000),
    ]) {
      const text = given.toWellFormed();
      const rows: number[] = [];
      const pieces = encoder.trace!(text, { add: (...row) => rows.push(...row) });
      const expected = traceByStages(parts, text);
      if (pieces === undefined) {
        expect(rows).toEqual([]);
        expect(parts.normalizer!.normalize(AlignedText.of(text)).text).not.toBe(text);
        continue;
      }
      traced++;
      expect(rows, JSON.stringify(text.slice(0, 99))).toEqual(expected.rows);
      expect(pieces).toBe(expected.pieces);
    }
    expect(traced).toBeGreaterThan(40);
  });

  it('appends to what the buffer holds', () => {
    const ids = idBuffer(0);
    encoder.encode('the', ids);
    encoder.encode(' seton', ids);
    expect([...takeIds(ids)]).toEqual([...encode('the'), ...encode(' seton')]);
  });
});

describe('compileIdEncoder', () => {
  const [gpt2] = stages;

  it('leaves dropout, affixes and vocabularies without all bytes to the stages', () => {
    const { preTokenizer } = stagesOf(gpt2!);
    expect(compileIdEncoder({ preTokenizer, model: model({ dropout: 0.1 }) })).toBeUndefined();
    expect(compileIdEncoder({ preTokenizer, model: model({ endOfWordSuffix: '</w>' }) })).toBeUndefined();
    expect(compileIdEncoder({ preTokenizer, model: bpe(new Map([['a', 0]]), []) })).toBeUndefined();
  });

  it('leaves other splits and normalizers to the stages', () => {
    const other = { preTokenizer: readPreTokenizer(split('a', 'MergedWithNext')), model: model() };
    expect(compileIdEncoder(other)).toBeUndefined();
    const lower = { ...stagesOf(gpt2!), normalizer: readNormalizer({ type: 'Lowercase' }) };
    expect(compileIdEncoder(lower)).toBeUndefined();
  });
});
