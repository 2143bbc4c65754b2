import { FmError, UnsupportedError } from '@fm/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changingSteps, promptAtStep } from '../prompt-at-step.ts';
import { parseA1111 } from './parse-a1111.ts';

function fragments(text: string): ReturnType<typeof parseA1111>['clauses'][0]['parts'][0]['fragments'] {
  return parseA1111(text).clauses[0]?.parts[0]?.fragments ?? [];
}

function weights(text: string, step = 1, steps = 10): readonly (readonly [string, number])[] {
  return promptAtStep(fragments(text), { step, steps }).map((each) =>
    each.kind === 'break' ? ['BREAK', -1] : [each.text, Number(each.weight.toPrecision(10))],
  );
}

/** What changes over the steps: last step of a stretch and its text, with the brackets resolved. */
function schedule(text: string, steps = 10): readonly (readonly [number, string])[] {
  const starts = changingSteps(parseA1111(text), steps);
  return starts.map((start, i) => [
    (starts[i + 1] ?? steps + 1) - 1,
    weights(text, start, steps)
      .map(([each]) => each)
      .join(''),
  ]);
}

describe('parseA1111', () => {
  it.each<[string, readonly (readonly [string, number])[]]>([
    ['normal text', [['normal text', 1]]],
    [
      'an (important) word',
      [
        ['an ', 1],
        ['important', 1.1],
        [' word', 1],
      ],
    ],
    ['(unbalanced', [['unbalanced', 1.1]]],
    [String.raw`\(literal\]`, [['(literal]', 1]]],
    ['(unnecessary)(parens)', [['unnecessaryparens', 1.1]]],
    [
      'a (((house:1.3)) [on] a (hill:0.5), sun, (((sky))).',
      [
        ['a ', 1],
        ['house', 1.573],
        [' ', 1.1],
        ['on', 1],
        [' a ', 1.1],
        ['hill', 0.55],
        [', sun, ', 1.1],
        ['sky', 1.4641],
        ['.', 1.1],
      ],
    ],
    ['[less]', [['less', 0.9090909091]]],
    ['((x))', [['x', 1.21]]],
    ['(x: 1.3 )', [['x', 1.3]]],
    ['(x:-.5)', [['x', -0.5]]],
    ['(a:b:1.2)', [['a:b', 1.2]]],
    [
      '(a [b) c]',
      [
        ['a ', 1.1],
        ['b', 1],
        [' c', 0.9090909091],
      ],
    ],
    ['a) b]', [['a) b]', 1]]],
    ['x:1.2)', [['x:1.2)', 1]]],
    ['(x:1.2.3)', [['x:1.2.3)', 1.1]]],
    [String.raw`a\\b\c`, [[String.raw`a\bc`, 1]]],
    ['', []],
    [
      'one BREAK two',
      [
        ['one', 1],
        ['BREAK', -1],
        ['two', 1],
      ],
    ],
    [
      '(one BREAK two:1.2)',
      [
        ['one', 1.2],
        ['BREAK', -1],
        ['two', 1.2],
      ],
    ],
    ['BREAKFAST', [['BREAKFAST', 1]]],
  ])('reads %j', (text, expected) => {
    expect(weights(text)).toEqual(expected);
  });

  it.each<[string, readonly (readonly [number, string])[]]>([
    ['test', [[10, 'test']]],
    [
      'a [b:3]',
      [
        [3, 'a '],
        [10, 'a b'],
      ],
    ],
    [
      'a [b: 3]',
      [
        [3, 'a '],
        [10, 'a b'],
      ],
    ],
    [
      'a [[[b]]:2]',
      [
        [2, 'a '],
        [10, 'a b'],
      ],
    ],
    [
      '[(a:2):3]',
      [
        [3, ''],
        [10, 'a'],
      ],
    ],
    [
      'a [b : c : 1] d',
      [
        [1, 'a b  d'],
        [10, 'a  c  d'],
      ],
    ],
    [
      'a[b:[c:d:2]:1]e',
      [
        [1, 'abe'],
        [2, 'ace'],
        [10, 'ade'],
      ],
    ],
    ['a [unbalanced', [[10, 'a unbalanced']]],
    [
      'a [b:.5] c',
      [
        [5, 'a  c'],
        [10, 'a b c'],
      ],
    ],
    [
      '((a][:b:c [d:3]',
      [
        [3, 'a]:b:c '],
        [10, 'a]:b:c d'],
      ],
    ],
    ['[a:1.0]', [[10, '']]],
    [
      '[a:b:1]',
      [
        [1, 'a'],
        [10, 'b'],
      ],
    ],
    [
      '[a::3]',
      [
        [3, 'a'],
        [10, ''],
      ],
    ],
    ['a | [b:3]', [[10, 'a | b:3']]],
  ])('lets %j change over time', (text, expected) => {
    expect(schedule(text)).toEqual(expected);
  });

  it('takes turns', () => {
    expect([1, 2, 3, 4].map((step) => weights('[fe||]male', step))).toEqual([
      [['female', 1]],
      [['male', 1]],
      [['male', 1]],
      [['female', 1]],
    ]);
    expect(weights('[a|(b:1.1)]', 2)).toEqual([['b', 1.1]]);
  });

  it('multiplies weights into what changes', () => {
    expect(weights('(a [b:(c:1.5):5]:2)', 6)).toEqual([
      ['a ', 2],
      ['c', 3],
    ]);
  });

  it('splits clauses with weights', () => {
    const { clauses } = parseA1111('a cat :1.2 AND (a dog:1.1) AND a SAND : .5');
    expect(clauses.map(({ weight, parts }) => [weight, parts[0]?.fragments])).toEqual([
      [1.2, [{ kind: 'text', text: 'a cat', weight: 1 }]],
      [
        1,
        [
          { kind: 'text', text: ' ', weight: 1 },
          { kind: 'text', text: 'a dog', weight: 1.1 },
        ],
      ],
      [0.5, [{ kind: 'text', text: ' a SAND', weight: 1 }]],
    ]);
  });

  it('keeps AND in the negative prompt', () => {
    expect(parseA1111('a', { negative: 'b AND (c)' }).negative?.parts[0]?.fragments).toEqual([
      { kind: 'text', text: 'b AND ', weight: 1 },
      { kind: 'text', text: 'c', weight: 1.1 },
    ]);
  });

  it('refuses a weight that changes over time', () => {
    expect(() => parseA1111('(cat:[1:1.3:0.5])')).toThrow(UnsupportedError);
  });

  it('reads anything', () => {
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
      '\n',
      '€',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), fc.string({ unit: 'binary' }), (parts, other) => {
        for (const text of [parts.join(''), other]) {
          try {
            const { clauses } = parseA1111(text);
            for (const clause of clauses)
              for (const part of clause.parts) promptAtStep(part.fragments, { step: 2, steps: 5 });
          } catch (error) {
            expect(error).toBeInstanceOf(FmError);
          }
        }
      }),
      { numRuns: 1000 },
    );
    expect(weights('('.repeat(5000) + 'a').length).toBe(1);
    expect(weights('['.repeat(5000) + 'a').length).toBe(1);
    const space = ' '.repeat(200_000);
    expect(weights(`a${space}b BREAK${space}c${space}:`).length).toBe(3);
  });
});
