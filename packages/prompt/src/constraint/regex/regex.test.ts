import { ArgumentError, UnsupportedError } from '@fm/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matches } from '../grammar/matches.ts';
import { regex } from './regex.ts';

const sources = [
  'a*b+c?',
  '(a|b)*abb',
  '[a-c]{2,3}',
  '[^a-c]+',
  '(?:ab){2}|c',
  'a{0}b',
  '.{1,2}',
  '\\d+\\.\\d*',
  '\\w\\W\\s\\S',
  '[\\]\\-a]',
  '(?<n>é|😀)+',
  '\\u00e9|\\u{1F600}|\\uD83D\\uDE00',
  '^ab$',
  'a|^b|c$',
  '(|a)b',
  '(a*)*b',
  '(a?){3}',
  '[\\s\\S]',
  '\\x41\\t',
];

describe('regex', () => {
  it.each(sources)('matches what JavaScript matches: %s', (source) => {
    const grammar = regex(source);
    const expected = new RegExp(`^(?:${source})$`, 'u');
    const unit = fc.constantFrom(
      'a',
      'b',
      'c',
      'é',
      '😀',
      '1',
      '.',
      '-',
      ']',
      ' ',
      '\n',
      'A',
      '\t',
      '\u2028',
    );
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 6 }), (text) => {
        expect(matches(grammar, text)).toBe(expected.test(text));
      }),
      { numRuns: 300 },
    );
  });

  it('cuts classes at every border of UTF-8', () => {
    const borders = [0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xfffd, 0xffff, 0x10000, 0x3ffff, 0x10ffff];
    const code = fc.oneof(fc.constantFrom(...borders), fc.integer({ min: 0, max: 0x10ffff }));
    const valid = code.filter((each) => each < 0xd800 || each > 0xdfff);
    fc.assert(
      fc.property(valid, valid, valid, (a, b, probe) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const grammar = regex(`[\\u{${from.toString(16)}}-\\u{${to.toString(16)}}]`);
        expect(matches(grammar, String.fromCodePoint(probe))).toBe(probe >= from && probe <= to);
      }),
    );
  });

  it('refuses what it cannot say, and what is malformed', () => {
    for (const source of ['(?=a)', '(?<!a)', '(a)\\1', '\\bword', '\\p{L}', 'a^b', '^(a|^b)$', '(?i:a)'])
      expect(() => regex(source)).toThrow(UnsupportedError);
    for (const source of ['(', ')', '[', 'a**', '*', 'a{2,1}', '\\', '[b-a]', '\\u{110000', '\\q', '{', ']'])
      expect(() => regex(source)).toThrow(ArgumentError);
  });
});
