import { expect, test } from 'vitest';
import { AlignedText } from './aligned-text.ts';

/** What every unit came from, as text of the original. */
function sources(original: string, aligned: AlignedText): string[] {
  return Array.from({ length: aligned.length }, (_, unit) =>
    original.slice(aligned.startOf(unit), aligned.endOf(unit + 1)),
  );
}

test('an untouched text is aligned to itself, whole characters at a time', () => {
  const original = 'a🙂b';
  const text = AlignedText.of(original);
  expect(sources(original, text)).toEqual(['a', '🙂', '🙂', 'b']);
  expect([text.startOf(4), text.endOf(0)]).toEqual([4, 0]);
});

test('a lone surrogate becomes the replacement character', () => {
  expect(AlignedText.of('a\ud800b\udc00').text).toBe('a\ufffdb\ufffd');
});

test('a slice keeps the original offsets, of rewritten texts too', () => {
  const original = 'xx🙂 ﬁn';
  const plain = AlignedText.of(original).slice(2, 6);
  expect([plain.text, plain.originalStart, plain.originalEnd]).toEqual(['🙂 ﬁ', 2, 6]);
  expect(sources(original, plain)).toEqual(['🙂', '🙂', ' ', 'ﬁ']);
  const rewritten = AlignedText.of(original)
    .mapCharacters((c) => (c === 'ﬁ' ? 'fi' : undefined))
    .slice(4, 7);
  expect(rewritten.text).toBe(' fi');
  expect(sources(original, rewritten)).toEqual([' ', 'ﬁ', 'ﬁ']);
  expect(sources(original, rewritten.slice(1, 3))).toEqual(['ﬁ', 'ﬁ']);
  expect(rewritten.slice(2, 2).originalStart).toBe(5);
});

test('only a text from offset 0 is at the start, even after characters were removed', () => {
  const text = AlignedText.of('  ab');
  expect(text.isAtStart).toBe(true);
  expect(text.filter((c) => c !== ' ').isAtStart).toBe(true);
  expect(text.slice(2, 4).isAtStart).toBe(false);
  expect(text.slice(0, 2).isAtStart).toBe(true);
});

test('what is put before belongs to the first character, what is put after to the last', () => {
  const original = '🙂b';
  const text = AlignedText.of(original).prepend('__').append('!');
  expect(text.text).toBe('__🙂b!');
  expect(sources(original, text)).toEqual(['🙂', '🙂', '🙂', '🙂', 'b', 'b']);
  expect(AlignedText.of('').prepend('_').text).toBe('');
  expect(AlignedText.of('').append('_').text).toBe('_');
});

test('a replacement belongs to the last character it replaces', () => {
  const original = 'a  bc';
  const text = AlignedText.of(original).replace(
    [
      [1, 3],
      [4, 4],
    ],
    '__',
  );
  expect(text.text).toBe('a__b__c');
  expect(sources(original, text)).toEqual(['a', ' ', ' ', 'b', 'b', 'b', 'c']);
  expect([text.startOf(1), text.endOf(2)]).toEqual([2, 3]);
});

test('a text that nothing was done to is given back itself', () => {
  const text = AlignedText.of('abc');
  expect(text.filter(() => true)).toBe(text);
  expect(text.mapCharacters(() => undefined)).toBe(text);
  expect(text.replace([], 'x')).toBe(text);
  expect(text.withText('abc')).toBe(text);
});

test('alignments compose over several rewritings', () => {
  const original = 'ﬁ-x';
  const text = AlignedText.of(original)
    .mapCharacters((c) => (c === 'ﬁ' ? 'fi' : undefined))
    .filter((c) => c !== 'f')
    .prepend(' ')
    .withText('_I-X');
  expect(sources(original, text)).toEqual(['ﬁ', 'ﬁ', '-', 'x']);
});
