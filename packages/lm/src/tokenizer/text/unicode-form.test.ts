import { expect, test } from 'vitest';
import { AlignedText } from '../pipeline/aligned-text.ts';
import { toUnicodeForm } from './unicode-form.ts';

test.each([
  // Marks, letters and digits that Unicode 9 did not know are neither decomposed nor reordered nor composed.
  ['NFD', 'a\u1acf\u0301\u0323', 'a\u1acf\u0323\u0301'],
  ['NFC', 'a\u1acf\u0301', 'a\u1acf\u0301'],
  ['NFKC', '\u32ff \u{1fbf5} ①', '\u32ff \u{1fbf5} 1'],
  ['NFC', '\u{105d2}\u0307 e\u0301', '\u{105d2}\u0307 é'],
  ['NFD', '\u{16121} é', '\u{16121} e\u0301'],
] as const)('%s knows Unicode 9 only: %j', (form, text, normalized) => {
  expect(toUnicodeForm(AlignedText.of(text), form).text).toBe(normalized);
});

test('the engine agrees on what Unicode 9 knew', () => {
  for (let first = 0; first < 0x3000; first += 0x40) {
    const text = Array.from({ length: 0x40 }, (_, i) => String.fromCodePoint(first + i)).join('x');
    if (/[\u0897-\u089f]|[\u08ca-\u08e1]|[\u1ab0-\u1aff]|[\u1df6-\u1dfb]/.test(text)) continue;
    for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD'] as const) {
      expect(toUnicodeForm(AlignedText.of(text), form).text).toBe(text.normalize(form));
    }
  }
});

test('a composed character stands for its base, the parts for the whole', () => {
  const composed = toUnicodeForm(AlignedText.of('xe\u0301y'), 'NFC');
  expect(composed.text).toBe('xéy');
  expect([composed.startOf(1), composed.endOf(2), composed.startOf(2)]).toEqual([1, 2, 3]);
  const parts = toUnicodeForm(AlignedText.of('ﬃ!'), 'NFKD');
  expect([0, 1, 2, 3].map((unit) => parts.startOf(unit))).toEqual([0, 0, 0, 1]);
});

test('a text in the form already is given back itself', () => {
  const text = AlignedText.of('déjà 각 中');
  expect(toUnicodeForm(text, 'NFC')).toBe(text);
});
