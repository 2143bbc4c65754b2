import { join } from 'node:path';
import { FormatError, UnsupportedError } from '@fm/core';
import { describe, expect, test } from 'vitest';
import { AlignedText } from '../../pipeline/aligned-text.ts';
import { spansOf } from '../span.ts';
import { splitText } from '../split-behavior.ts';
import { describePieces, type Pieces, readStageGoldens } from '../testing/stage-goldens.ts';
import { compilePattern } from './compile-pattern.ts';

const goldens = readStageGoldens<Pieces>(join(import.meta.dirname, '__golden__/pattern.json'));

describe('patterns match what Oniguruma matches', () => {
  for (const { json, results } of goldens.cases) {
    const pattern = (json as unknown as { readonly pattern: { readonly Regex: string } }).pattern.Regex;
    test(pattern, () => {
      const find = spansOf(compilePattern(pattern));
      const ours = goldens.texts.map((text) =>
        describePieces(text, splitText(AlignedText.of(text), find, 'Isolated')),
      );
      expect(ours).toEqual(results);
    });
  }
});

function matches(pattern: string, text: string, dialect: 'oniguruma' | 'rust' = 'oniguruma'): string[] {
  return spansOf(compilePattern(pattern, dialect))(text)
    .filter(({ isMatch }) => isMatch)
    .map(({ start, end }) => text.slice(start, end));
}

test.each([
  [String.raw`(a)\1`, 'backreference'],
  [String.raw`(?<x>a)\k<x>`, 'k'],
  [String.raw`a\Kb`, 'K'],
  [String.raw`\G`, 'G'],
  [String.raw`\X`, 'X'],
  ['(?(1)a|b)', '\\(\\?\\('],
  ['(?~a)', '\\(\\?~'],
  ['(?s)a', '\\(\\?s\\)'],
  [String.raw`\p{Nonsense}`, 'Nonsense'],
  [String.raw`(?i:[\p{Lu}])`, 'Lu'],
  ['(?<=(?>a|b))c', 'lookbehind'],
  ['a'.repeat(20_001), '20000'],
  ['('.repeat(150) + ')'.repeat(150), '100'],
])('refuses %s and says why', (pattern, reason) => {
  expect(() => compilePattern(pattern)).toThrow(UnsupportedError);
  expect(() => compilePattern(pattern)).toThrow(new RegExp(reason));
});

test.each([
  '(',
  ')',
  '[',
  '[a',
  '*',
  'a{3,2}',
  '[b-a]',
  '(?<n',
  '\\',
  '[[:nonsense:]]',
  '[a-\\d]',
  '\\x{110000}',
  'a{999999}',
])('refuses %s, which is no pattern', (pattern) => {
  expect(() => compilePattern(pattern)).toThrow(/malformed|translated/);
});

test('tells a damaged pattern from one that cannot be expressed', () => {
  expect(() => compilePattern('(')).toThrow(FormatError);
});

test.each(['(a+)+b', '(a*)*b', '(?:a|b+)*c', '(?:a+b*)+c', '((a+))+?b', '(a{2,}){3,}'])(
  'refuses %s, which would take exponential time',
  (pattern) => {
    expect(() => compilePattern(pattern)).toThrow(/exponential/);
  },
);

test('takes repetitions of repetitions that cannot divide a run in two ways', () => {
  expect(matches(String.raw`(?:\s+-)+`, 'a  - -')).toEqual(['  - -']);
  expect(matches('(?:a++b?)+', 'aab aa')).toEqual(['aab', 'aa']);
  expect(matches('(?>a+)+', 'aaab')).toEqual(['aaa']);
});

test('ignores case across scripts, and no more than that', () => {
  expect(matches('(?i)K', 'k K \u212a x')).toEqual(['k', 'K', '\u212a']);
  expect(matches('(?i)[σ]', 'Σ σ ς')).toEqual(['Σ', 'σ', 'ς']);
  expect(matches('(?i)i', 'i I İ ı')).toEqual(['i', 'I']);
  expect(matches('(?i:a(?-i:b))b', 'Abb ABb aBB')).toEqual(['Abb']);
  expect(matches(String.raw`(?i:\p{Lu})`, 'a A')).toEqual(['A']);
});

test('reads the dialect of tiktoken', () => {
  expect(matches(String.raw`\p{N}{1,3}+\p{N}|.`, '1234', 'rust')).toEqual(['1234']);
  expect(matches(String.raw`\p{N}{1,3}+`, '1234567', 'oniguruma')).toEqual(['1234567']);
  expect(matches(String.raw`\p{N}{1,3}+`, '1234567', 'rust')).toEqual(['123', '456', '7']);
  expect(matches(String.raw`\s++$`, 'a \nb  ', 'rust')).toEqual(['  ']);
  expect(matches('(?s).', '\n', 'rust')).toEqual(['\n']);
  expect(matches('(?m)^b$', 'a\nb', 'rust')).toEqual(['b']);
});

test('matches never begin inside a surrogate pair', () => {
  expect(matches(String.raw`\B`, '🙂🙂').length).toBe(3);
});
