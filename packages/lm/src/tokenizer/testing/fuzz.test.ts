import { readFileSync } from 'node:fs';
import { FmError } from '@fm/core';
import { describe, expect, it } from 'vitest';
import { readSentencePiece } from '../sentencepiece/read-sentence-piece.ts';
import type { TextTokenizer } from '../text-tokenizer.ts';
import { readTiktoken } from '../tiktoken/read-tiktoken.ts';
import { readTokenizer } from '../tokenizer-json/read-tokenizer.ts';
import { drawer, mutateBytes, mutateJson } from './mutate.ts';

const text = `Hello <s>wörld</s> [CLS] 日本 😀\r\n  a\u0000\uFEFFnewword 123 ${'x'.repeat(100)}`;
/** Milliseconds that no file of a few kilobytes may take, however slow the machine. */
const hang = 20_000;
const fields =
  /version|truncation|padding|added_tokens|normalizer|pre_tokenizer|post_processor|decoder|model|vocab|merges/;

/** Loads what may be damaged, uses it, and says what became of it. */
function tryOut(load: () => TextTokenizer, names: RegExp): 'loaded' | 'refused' {
  const begin = performance.now();
  let outcome: 'loaded' | 'refused' = 'refused';
  try {
    const tokenizer = load();
    outcome = 'loaded';
    use(tokenizer);
  } catch (error) {
    if (!FmError.is(error)) throw error;
    if (outcome === 'refused') expect(error.message).toMatch(names);
  }
  expect(performance.now() - begin).toBeLessThan(hang);
  return outcome;
}

function use(tokenizer: TextTokenizer): void {
  const { ids, offsets, tokens } = tokenizer.encode(text, { allowSpecial: 'all' });
  expect([offsets.length, tokens.length]).toEqual([2 * ids.length, ids.length]);
  for (const offset of offsets) expect(offset).toBeLessThanOrEqual(text.length);
  tokenizer.encode(text);
  tokenizer.countTokens(text);
  tokenizer.decode(ids);
  JSON.stringify(tokenizer);
}

/** Damages a file again and again; some of it must be harmless and some not, or nothing has been tried. */
function fuzz(count: number, damageAndTry: () => 'loaded' | 'refused'): void {
  const outcomes = { loaded: 0, refused: 0 };
  for (let i = 0; i < count; i++) {
    try {
      outcomes[damageAndTry()]++;
    } catch (error) {
      throw new Error(`damage ${i}: ${String(error)}`, { cause: error });
    }
  }
  expect(outcomes.loaded).toBeGreaterThan(count / 50);
  expect(outcomes.refused).toBeGreaterThan(count / 50);
}

describe('a damaged file is loaded, or refused with a typed error', () => {
  it.each(['gpt2', 'llama2', 'llama3', 'roberta', 't5', 'bert', 'words'])(
    'that names the field: a tokenizer.json like that of %s',
    (kind) => {
      const golden = new URL(`../tokenizer-json/__golden__/${kind}.json`, import.meta.url);
      const { file } = JSON.parse(readFileSync(golden, 'utf8')) as { file: unknown };
      const draw = drawer(kind.length);
      fuzz(1000, () => {
        const damaged = mutateJson(file, draw);
        return tryOut(() => readTokenizer(damaged), fields);
      });
    },
  );

  it.each([
    ['Unigram', 1],
    ['BPE', 2],
  ])('a SentencePiece model: %s', (_, type) => {
    const file = sentencePieceFile(type);
    expect(tryOut(() => readSentencePiece(file), /model/)).toBe('loaded');
    const draw = drawer(type);
    fuzz(1000, () => {
      const damaged = mutateBytes(file, draw);
      return tryOut(() => readSentencePiece(damaged), /pieces|piece|trainer_spec|_spec|model/);
    });
  });

  it('a rank file', () => {
    const tokens = [
      ...Array.from({ length: 256 }, (_, byte) => [byte]),
      [104, 105],
      [32, 104],
      [32, 104, 105],
    ];
    const lines = tokens.map((token, rank) => `${Buffer.from(token).toString('base64')} ${rank}\n`);
    const file = new TextEncoder().encode(lines.join(''));
    const draw = drawer(3);
    fuzz(1000, () => {
      const damaged = mutateBytes(file, draw);
      return tryOut(() => readTiktoken(damaged, { encoding: 'cl100k_base' }), /line \d+|bytes|vocabulary/);
    });
  });
});

/** A small model as SentencePiece writes it. */
function sentencePieceFile(modelType: number): Uint8Array {
  const pieces: readonly (readonly [piece: string, score: number, type: number])[] = [
    ['<unk>', 0, 2],
    ['<s>', 0, 3],
    ['</s>', 0, 3],
    ...Array.from({ length: 256 }, (_, byte): readonly [string, number, number] => [
      `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
      0,
      6,
    ]),
    ...[...'▁ehlorwd日'].map((piece, i): readonly [string, number, number] => [piece, -10 - i, 1]),
    ['▁h', -3, 1],
    ['el', -4, 1],
    ['▁hel', -5, 1],
    ['lo', -6, 1],
    ['newword', -7, 4],
  ];
  const trainer = [varint(3, modelType), varint(35, 1)].flat();
  const normalizer = [varint(3, 1), varint(4, 1), varint(5, 1)].flat();
  return Uint8Array.from([
    ...pieces.flatMap(([piece, score, type]) =>
      bytes(1, [...bytes(1, [...Buffer.from(piece)]), ...float(2, score), ...varint(3, type)]),
    ),
    ...bytes(2, trainer),
    ...bytes(3, normalizer),
  ]);
}

const tag = (field: number, wire: number): number[] => number((field << 3) | wire);
const varint = (field: number, value: number): number[] => [...tag(field, 0), ...number(value)];
const bytes = (field: number, content: readonly number[]): number[] => [
  ...tag(field, 2),
  ...number(content.length),
  ...content,
];
const float = (field: number, value: number): number[] => [
  ...tag(field, 5),
  ...new Uint8Array(Float32Array.of(value).buffer),
];

function number(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...number(value >>> 7)];
}
