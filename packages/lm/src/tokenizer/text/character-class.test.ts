import { expect, test } from 'vitest';
import {
  isChinese,
  isCombiningMark,
  isControl,
  isNonspacingMark,
  isNumeric,
  isPunctuation,
  isWhiteSpace,
  scriptOf,
} from './character-class.ts';
import { decodeRanges, toClassSource, valueAt } from './code-point-ranges.ts';

test('white space is what Unicode says, not what JavaScript says', () => {
  for (let codePoint = 0; codePoint < 0x11000; codePoint++) {
    expect(isWhiteSpace(codePoint)).toBe(/\p{White_Space}/u.test(String.fromCodePoint(codePoint)));
  }
  expect([isWhiteSpace(0x85), isWhiteSpace(0xfeff)]).toEqual([true, false]);
});

test('classes tell their members from others, in and beyond the basic plane', () => {
  expect([0x301, 0x903, 0x20dd, 0x1d165, 0x61, 0x1f642].map(isCombiningMark)).toEqual([
    true,
    true,
    true,
    true,
    false,
    false,
  ]);
  expect([0x301, 0x903, 0x1d167].map(isNonspacingMark)).toEqual([true, false, true]);
  expect([0x21, 0x24, 0x5f, 0x3002, 0x10100, 0xa9].map(isPunctuation)).toEqual([
    true,
    true,
    true,
    true,
    true,
    false,
  ]);
  expect([0, 0x7f, 0xad, 0xfffd, 0x9, 0xa, 0x20, 0x378].map(isControl)).toEqual([
    true,
    true,
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
  expect([0x31, 0xb2, 0x2167, 0x1d7d8, 0x4e00].map(isNumeric)).toEqual([true, true, true, true, false]);
  expect([0x4e2d, 0x3400, 0x20000, 0xf900, 0x3042, 0x61].map(isChinese)).toEqual([
    true,
    true,
    true,
    true,
    false,
    false,
  ]);
});

test('kana and Han are one script, a space is none', () => {
  const [han, hiragana, long, latin, space] = [...'中あーa '].map((c) => scriptOf(c.codePointAt(0)!));
  expect([hiragana, long]).toEqual([han, han]);
  expect(latin).not.toBe(han);
  expect(space).toBe(0);
});

test('ranges are read from gaps and lengths', () => {
  const ranges = decodeRanges('1c.9 7.p:2');
  expect([0x2f, 0x30, 0x39, 0x3a, 0x41, 0x5a, 0x5b].map((codePoint) => valueAt(ranges, codePoint))).toEqual([
    0, 1, 1, 0, 2, 2, 0,
  ]);
  expect(toClassSource(ranges)).toBe('\\u{30}-\\u{39}\\u{41}-\\u{5a}');
});
