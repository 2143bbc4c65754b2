import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ArgumentError, FmError, UnsupportedError } from '@fm/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCompel } from './parse-compel.ts';

type GoldenClause = {
  readonly weight: number;
  readonly normalize: boolean;
  readonly parts: readonly (readonly [readonly (readonly [string, number])[], number])[];
};

/** What the parser of compel 2 gives, as texts with weights rounded to nine digits. */
const golden = JSON.parse(
  readFileSync(join(import.meta.dirname, '__golden__/compel.json'), 'utf8'),
) as readonly (readonly [string, readonly GoldenClause[]])[];

function clausesOf(text: string): readonly GoldenClause[] {
  const nine = (value: number): number => Number(value.toPrecision(9));
  return parseCompel(text).clauses.map(({ weight, normalize, parts }) => ({
    weight,
    normalize,
    parts: parts.map((part) => [
      part.fragments.map((each) => (each.kind === 'text' ? [each.text, nine(each.weight)] : ['', 0])),
      nine(part.weight),
    ]),
  }));
}

describe('parseCompel', () => {
  it.each(golden)('reads %j as compel does', (text, expected) => {
    expect(clausesOf(text)).toEqual(expected);
  });

  it('refuses what is no matter of text', () => {
    for (const text of ['a cat.swap(dog)', 'a (cat).swap("dog", s_start=0.1)', 'a withLora(paint, 0.5) b']) {
      expect(() => parseCompel(text)).toThrow(UnsupportedError);
    }
  });

  it('refuses weights that do not fit the prompts', () => {
    for (const text of [
      '("a", "b").and(2)',
      '("a", "b").blend(1, 2, 3)',
      '("a").blend(x=1)',
      '("a").and() b',
    ]) {
      expect(() => parseCompel(text)).toThrow(ArgumentError);
    }
    expect(() => parseCompel('a', { negative: '("b", "c").and()' })).toThrow(ArgumentError);
  });

  it('reads anything', () => {
    const pieces = fc.constantFrom(
      '(',
      ')',
      '"',
      '+',
      '--',
      '.blend(',
      '.and(',
      '.attend(',
      ',',
      '.',
      '=',
      '\\(',
      '\\"',
      ' ',
      'a',
      '1.2',
      '3',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), fc.string({ unit: 'binary' }), (parts, other) => {
        for (const text of [parts.join(''), other]) {
          try {
            parseCompel(text);
          } catch (error) {
            expect(error).toBeInstanceOf(FmError);
          }
        }
      }),
      { numRuns: 1000 },
    );
    expect(clausesOf('('.repeat(2000) + 'a').length).toBe(1);
  });
});
