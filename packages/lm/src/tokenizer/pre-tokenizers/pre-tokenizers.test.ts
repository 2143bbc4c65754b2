import { join } from 'node:path';
import { ArgumentError, FormatError, UnsupportedError } from '@fm/core';
import { describe, expect, test } from 'vitest';
import { AlignedText } from '../pipeline/aligned-text.ts';
import { describePieces, type Pieces, readStageGoldens } from '../text/testing/stage-goldens.ts';
import { byteLevelPreTokenizer } from './byte-level.ts';
import { charDelimiterSplit } from './char-delimiter-split.ts';
import { fixedLength } from './fixed-length.ts';
import { metaspace } from './metaspace.ts';
import { readPreTokenizer } from './read-pre-tokenizer.ts';
import { unicodeScripts } from './unicode-scripts.ts';

const goldens = readStageGoldens<Pieces>(join(import.meta.dirname, '__golden__/pre-tokenizers.json'));

describe('pre-tokenizers give the pieces and the offsets of the reference', () => {
  for (const [index, { json, results }] of goldens.cases.entries()) {
    test(`${json.type}, case ${index}`, () => {
      const preTokenizer = readPreTokenizer(json);
      const ours = goldens.texts.map((text) =>
        describePieces(text, preTokenizer.split(AlignedText.of(text))),
      );
      expect(ours).toEqual(results);
    });
  }
});

test('a pre-tokenizer that was read is written as it was', () => {
  for (const { json } of goldens.cases) {
    expect(JSON.parse(JSON.stringify(readPreTokenizer(json)))).toEqual(json);
  }
});

test('older files of Metaspace are read', () => {
  const old = { type: 'Metaspace', replacement: '_', str_rep: '_', add_prefix_space: true };
  const now = { type: 'Metaspace', replacement: '_', prepend_scheme: 'always', split: true };
  expect(readPreTokenizer(old).json).toEqual(now);
  expect(readPreTokenizer({ ...old, add_prefix_space: false, prepend_scheme: 'never' }).json).toEqual({
    ...now,
    prepend_scheme: 'never',
  });
  expect(() => readPreTokenizer({ ...old, add_prefix_space: false })).toThrow(/prepend_scheme/);
});

test('missing fields get the defaults of the reference, or are named', () => {
  expect(readPreTokenizer({ type: 'Punctuation' }).json).toEqual({
    type: 'Punctuation',
    behavior: 'Isolated',
  });
  expect(readPreTokenizer({ type: 'FixedLength' }).json).toEqual({ type: 'FixedLength', length: 5 });
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true };
  expect(readPreTokenizer(byteLevel).json).toEqual({ ...byteLevel, use_regex: true });
  expect(() => readPreTokenizer({ type: 'Digits' })).toThrow(/individual_digits/);
  expect(() => readPreTokenizer({ type: 'CharDelimiterSplit', delimiter: 'ab' })).toThrow(FormatError);
  expect(() =>
    readPreTokenizer({ type: 'Split', pattern: { String: 'a' }, behavior: 'Kept', invert: false }),
  ).toThrow(/behavior/);
  expect(() => readPreTokenizer({ type: 'toString' })).toThrow(UnsupportedError);
});

test('arguments that no file could hold are refused', () => {
  expect(() => fixedLength(0)).toThrow(ArgumentError);
  expect(() => fixedLength(1.5)).toThrow(ArgumentError);
  expect(() => metaspace({ replacement: '' })).toThrow(ArgumentError);
  expect(() => charDelimiterSplit('ab')).toThrow(ArgumentError);
});

test('only the piece at the beginning of the original gets the mark of scheme first', () => {
  const part = metaspace({ prependScheme: 'first' });
  const text = AlignedText.of('Hey<s>you');
  expect(part.split(text.slice(0, 3)).map((piece) => piece.text)).toEqual(['▁Hey']);
  expect(part.split(text.slice(6, 9)).map((piece) => piece.text)).toEqual(['you']);
});

test('an empty text has no pieces', () => {
  for (const { json } of goldens.cases) expect(readPreTokenizer(json).split(AlignedText.of(''))).toEqual([]);
});

test('every byte of a character covers the whole character', () => {
  const [piece] = byteLevelPreTokenizer({ addPrefixSpace: false }).split(AlignedText.of('é🙂').slice(1, 3));
  expect(piece?.text).toHaveLength(4);
  expect([0, 1, 2, 3].map((unit) => [piece?.startOf(unit), piece?.endOf(unit + 1)])).toEqual(
    Array.from({ length: 4 }, () => [1, 3]),
  );
});

test('characters of no script before the first one of a script are dropped, as the reference does', () => {
  expect(
    unicodeScripts()
      .split(AlignedText.of('  ab in'))
      .map((piece) => piece.text),
  ).toEqual(['ab in']);
});

test.each([['a'], [' '], ['\n'], ['='], ['é'], ['中'], ['🙂'], ["'"], ['1'], ['a ']])(
  'takes time in proportion to the length of %j',
  (unit) => {
    const text = AlignedText.of(unit.repeat(30_000));
    for (const { json } of goldens.cases) {
      expect(readPreTokenizer(json).split(text).at(-1)?.originalEnd ?? 0).toBeLessThanOrEqual(text.length);
    }
  },
);
