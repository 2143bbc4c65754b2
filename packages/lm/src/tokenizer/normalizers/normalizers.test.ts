import { join } from 'node:path';
import { FormatError, UnsupportedError } from '@fm/core';
import { describe, expect, test } from 'vitest';
import { AlignedText } from '../pipeline/aligned-text.ts';
import { describeNormalized, type Normalized, readStageGoldens } from '../text/testing/stage-goldens.ts';
import { bertNormalizer } from './bert.ts';
import { lowercase } from './lowercase.ts';
import { normalizerPart } from './normalizer-part.ts';
import { precompiled } from './precompiled.ts';
import { readNormalizer } from './read-normalizer.ts';
import { replace } from './replace.ts';
import { strip } from './strip.ts';

const goldens = readStageGoldens<Normalized>(join(import.meta.dirname, '__golden__/normalizers.json'));
const charsmap = goldens.cases
  .map(({ json }) => json as { readonly type: string; readonly precompiled_charsmap?: string })
  .find(({ type }) => type === 'Precompiled')!.precompiled_charsmap!;

describe('normalizers give the text and the offsets of the reference', () => {
  for (const [index, { json, results }] of goldens.cases.entries()) {
    test(`${json.type}, case ${index}`, () => {
      const normalizer = readNormalizer(json);
      const ours = goldens.texts.map((text) =>
        describeNormalized(text, normalizer.normalize(AlignedText.of(text))),
      );
      expect(ours).toEqual(results);
    });
  }
});

test('a normalizer that was read is written as it was', () => {
  for (const { json } of goldens.cases) {
    expect(JSON.parse(JSON.stringify(readNormalizer(json)))).toEqual(json);
  }
});

test('missing fields get the defaults of the reference, or are named', () => {
  const bert = { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, lowercase: false };
  expect(readNormalizer(bert).json).toEqual({ ...bert, strip_accents: null });
  expect(() => readNormalizer({ type: 'Strip', strip_left: true })).toThrow(/strip_right/);
  expect(() => readNormalizer({ type: 'Prepend' })).toThrow(FormatError);
  expect(() => readNormalizer({ type: 'Unknown' })).toThrow(UnsupportedError);
  expect(() => readNormalizer({ type: '__proto__' })).toThrow(UnsupportedError);
});

test('a pattern that cannot be expressed is named', () => {
  const json = { type: 'Replace', pattern: { Regex: String.raw`(a)\1` }, content: '' };
  expect(() => readNormalizer(json)).toThrow(/backreference.*\n.*\n.*\(a\)/);
});

test('a text that stays as it is stays the same value', () => {
  const text = AlignedText.of('plain text');
  for (const part of [
    lowercase(),
    strip(),
    bertNormalizer(),
    replace({ String: 'z' }, 'yy'),
    precompiled(charsmap),
  ]) {
    expect(part.normalize(text)).toBe(text);
  }
});

test('white space that is stripped leaves the text at the start of the original', () => {
  const text = strip().normalize(AlignedText.of('  a '));
  expect([text.text, text.isAtStart, text.startOf(0), text.endOf(1)]).toEqual(['a', true, 2, 3]);
  expect(strip().normalize(AlignedText.of(' \u0085\u3000')).text).toBe('');
});

test('what a character map deletes at the beginning does not shift the offsets behind it', () => {
  const text = precompiled(charsmap).normalize(AlignedText.of('\u200bﬁx'));
  expect(text.text).toBe('fix');
  expect([text.startOf(0), text.endOf(1), text.startOf(2), text.endOf(3)]).toEqual([1, 2, 2, 3]);
});

test('a replacement is taken literally', () => {
  expect(replace({ String: 'a' }, '$&$1').normalize(AlignedText.of('ba')).text).toBe('b$&$1');
  expect(replace({ String: '.' }, '$').normalize(AlignedText.of('a.b')).text).toBe('a$b');
});

test('a damaged character map is refused or ignored, never followed outside', () => {
  expect(() => precompiled('!')).toThrow(FormatError);
  expect(() => precompiled('AAAA')).toThrow(FormatError);
  expect(() => precompiled(btoa('\xff\xff\xff\xffabcd'))).toThrow(FormatError);
  const wild = btoa(`\x04\0\0\0${'\xff'.repeat(8)}`);
  expect(precompiled(wild).normalize(AlignedText.of('aé🙂')).text).toBe('aé🙂');
});

test('settings cannot be changed behind a normalizer', () => {
  const part = normalizerPart({ type: 'Lowercase' }, (text) => text);
  expect(Object.isFrozen(part) && Object.isFrozen(part.json)).toBe(true);
});

test.each([['a'], ['é'], ['e\u0301'], ['\u0301'], ['각'], [' '], ['ﬁ'], ['🙂'], ['\u200d']])(
  'takes time in proportion to the length of %j',
  (unit) => {
    const text = AlignedText.of(unit.repeat(30_000));
    for (const { json } of goldens.cases)
      expect(readNormalizer(json).normalize(text).originalEnd).toBe(text.length);
  },
);
