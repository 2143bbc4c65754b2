import { expect, test } from 'vitest';
import { AlignedText } from '../pipeline/aligned-text.ts';
import { inverted, spansOf, spansOfClass, spansOfString } from './span.ts';
import { type SplitBehavior, splitText } from './split-behavior.ts';

test.each<[SplitBehavior, string]>([
  ['Removed', 'the|final|countdown'],
  ['Isolated', 'the|-|final|-|-|countdown'],
  ['MergedWithPrevious', 'the-|final-|-|countdown'],
  ['MergedWithNext', 'the|-final|-|-countdown'],
  ['Contiguous', 'the|-|final|--|countdown'],
])('%s gives %s', (behavior, pieces) => {
  const text = AlignedText.of('the-final--countdown');
  for (const find of [spansOfString('-'), spansOf(/-/u), spansOfClass((codePoint) => codePoint === 0x2d)]) {
    expect(
      splitText(text, find, behavior)
        .map((piece) => piece.text)
        .join('|'),
    ).toBe(pieces);
  }
});

test('inverted spans swap pieces and delimiters', () => {
  const pieces = splitText(AlignedText.of('a1b22'), inverted(spansOf(/\d+/u)), 'Removed');
  expect(pieces.map((piece) => [piece.text, piece.originalStart])).toEqual([
    ['1', 1],
    ['22', 3],
  ]);
});

test('an empty match right behind a match is none', () => {
  const found = spansOf(/a*/u)('baac').filter(({ isMatch }) => isMatch);
  expect(found.map(({ start, end }) => [start, end])).toEqual([
    [0, 0],
    [1, 3],
    [4, 4],
  ]);
});

test('the empty string splits between all characters', () => {
  expect(splitText(AlignedText.of('a🙂b'), spansOfString(''), 'Isolated').map((piece) => piece.text)).toEqual(
    ['a', '🙂', 'b'],
  );
});
