import { UnsupportedError } from '@fm/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseA1111 } from './a1111/parse-a1111.ts';
import { parseCompel } from './compel/parse-compel.ts';
import { printImagePrompt } from './print-image-prompt.ts';

describe('printImagePrompt', () => {
  it.each([
    'a (red:1.3) house',
    '[a:(b:1.2):0.5] [c|d|] \\(e\\) f\\\\',
    'one BREAK (two:0.5)',
    'a :1.2 AND b',
    '[x::1.0]',
    'a \\: b \\| c',
  ])('writes %j so that it is read alike', (text) => {
    const prompt = parseA1111(text);
    expect(parseA1111(printImagePrompt(prompt).text)).toEqual(prompt);
  });

  it.each([
    'a tall (red)1.2 house',
    '("a", "b c+").blend(0.7, 0.3)',
    '("a", "b").blend(1, -1, no_normalize)',
    '("a", "(b)0.5").and(1, 2)',
    'a \\(b\\) c',
  ])('writes %j for compel so that it is read alike', (text) => {
    const prompt = parseCompel(text);
    expect(parseCompel(printImagePrompt(prompt).text)).toEqual(prompt);
  });

  it('translates weights between the dialects', () => {
    expect(printImagePrompt(parseA1111('a (tall:1.5) house', { negative: '(x:2)' }), 'compel')).toEqual({
      text: 'a (tall)1.5 house',
      negative: '(x)2',
    });
    expect(printImagePrompt(parseCompel('("a", "b").and(1, 0.5)'), 'a1111').text).toBe('a AND b :0.5');
  });

  it('refuses what the dialect cannot say', () => {
    for (const text of ['[a:b:3]', 'a BREAK b']) {
      expect(() => printImagePrompt(parseA1111(text), 'compel')).toThrow(UnsupportedError);
    }
    expect(() => printImagePrompt(parseCompel('("a", "b").blend()'), 'a1111')).toThrow(UnsupportedError);
  });

  it('is read alike or refuses, whatever was read', () => {
    const pieces = fc.constantFrom(
      '(',
      ')',
      '[',
      ']',
      ':',
      '|',
      '\\',
      ' ',
      'a',
      '1.2',
      '.5',
      '3',
      'BREAK',
      ' AND ',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 20 }), (parts) => {
        for (const dialect of ['a1111', 'compel'] as const) {
          try {
            printImagePrompt(parseA1111(parts.join('')), dialect);
          } catch (error) {
            expect(error).toBeInstanceOf(UnsupportedError);
          }
        }
      }),
    );
  });
});
