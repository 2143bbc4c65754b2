import { ArgumentError, FmError, UnsupportedError } from '@fm/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCompel } from './parse-compel.ts';

type GoldenClause = {
  readonly weight: number;
  readonly normalize: boolean;
  readonly parts: readonly (readonly [readonly (readonly [string, number])[], number])[];
};

/** What compel 2's parser gives, as texts with weights. */
const golden: readonly (readonly [string, readonly GoldenClause[]])[] = [
  ['fire flames', [{ weight: 1, normalize: false, parts: [[[['fire flames', 1]], 1]] }]],
  ['fire (flames)', [{ weight: 1, normalize: false, parts: [[[['fire flames', 1]], 1]] }]],
  ['fire, flames , fire', [{ weight: 1, normalize: false, parts: [[[['fire, flames , fire', 1]], 1]] }]],
  ['cat hot-dog eating', [{ weight: 1, normalize: false, parts: [[[['cat hot-dog eating', 1]], 1]] }]],
  ['Dalí', [{ weight: 1, normalize: false, parts: [[[['Dalí', 1]], 1]] }]],
  ['(flames)0.5', [{ weight: 1, normalize: false, parts: [[[['flames', 0.5]], 1]] }]],
  ['(flames).attend(0.5)', [{ weight: 1, normalize: false, parts: [[[['flames', 0.5]], 1]] }]],
  ['flames.attend(0.5)', [{ weight: 1, normalize: false, parts: [[[['flames', 0.5]], 1]] }]],
  ['"flames".attend(0.5)', [{ weight: 1, normalize: false, parts: [[[['flames', 0.5]], 1]] }]],
  ['(fire flames)0.5', [{ weight: 1, normalize: false, parts: [[[['fire flames', 0.5]], 1]] }]],
  ['flames+', [{ weight: 1, normalize: false, parts: [[[['flames', 1.1]], 1]] }]],
  ['"flames"+', [{ weight: 1, normalize: false, parts: [[[['flames', 1.1]], 1]] }]],
  ['flames.attend(+)', [{ weight: 1, normalize: false, parts: [[[['flames', 1.1]], 1]] }]],
  ['(flames).attend(--)', [{ weight: 1, normalize: false, parts: [[[['flames', 0.81]], 1]] }]],
  [
    '(flowers)--- flames+++',
    [
      {
        weight: 1,
        normalize: false,
        parts: [
          [
            [
              ['flowers', 0.729],
              ['flames', 1.331],
            ],
            1,
          ],
        ],
      },
    ],
  ],
  [
    '(pretty flowers)+, the flames are too hot',
    [
      {
        weight: 1,
        normalize: false,
        parts: [
          [
            [
              ['pretty flowers', 1.1],
              [', the flames are too hot', 1],
            ],
            1,
          ],
        ],
      },
    ],
  ],
  [
    'flowers fire++ flames',
    [
      {
        weight: 1,
        normalize: false,
        parts: [
          [
            [
              ['flowers', 1],
              ['fire', 1.21],
              ['flames', 1],
            ],
            1,
          ],
        ],
      },
    ],
  ],
  [
    '("fire", "flames").and(1,1)',
    [
      { weight: 1, normalize: false, parts: [[[['fire', 1]], 1]] },
      { weight: 1, normalize: false, parts: [[[['flames', 1]], 1]] },
    ],
  ],
  [
    '("fire", "flames").and()',
    [
      { weight: 1, normalize: false, parts: [[[['fire', 1]], 1]] },
      { weight: 1, normalize: false, parts: [[[['flames', 1]], 1]] },
    ],
  ],
  [
    '("(fire)2.0", "flames-").and()',
    [
      { weight: 1, normalize: false, parts: [[[['fire', 2]], 1]] },
      { weight: 1, normalize: false, parts: [[[['flames', 0.9]], 1]] },
    ],
  ],
  [
    '("fire", "flames").and(2,1)',
    [
      { weight: 2, normalize: false, parts: [[[['fire', 1]], 1]] },
      { weight: 1, normalize: false, parts: [[[['flames', 1]], 1]] },
    ],
  ],
  [
    '("mountain man", "a person with a hat (riding a bicycle)++").and(0.5, 0.5)',
    [
      { weight: 0.5, normalize: false, parts: [[[['mountain man', 1]], 1]] },
      {
        weight: 0.5,
        normalize: false,
        parts: [
          [
            [
              ['a person with a hat', 1],
              ['riding a bicycle', 1.21],
            ],
            1,
          ],
        ],
      },
    ],
  ],
  [
    'a badly formed +test prompt',
    [{ weight: 1, normalize: false, parts: [[[['a badly formed +test prompt', 1]], 1]] }],
  ],
  [
    'a badly (formed test prompt',
    [{ weight: 1, normalize: false, parts: [[[['a badly (formed test prompt', 1]], 1]] }],
  ],
  [
    'a badly (formed +test )prompt',
    [{ weight: 1, normalize: false, parts: [[[['a badly formed +test prompt', 1]], 1]] }],
  ],
  [
    '(a (ba)dly (f)ormed +test prompt',
    [{ weight: 1, normalize: false, parts: [[[['(a ba dly f ormed +test prompt', 1]], 1]] }],
  ],
  ['hamburger ((bun))', [{ weight: 1, normalize: false, parts: [[[['hamburger bun', 1]], 1]] }]],
  [
    'hamburger ((kaiser roll))',
    [{ weight: 1, normalize: false, parts: [[[['hamburger kaiser roll', 1]], 1]] }],
  ],
  [
    '("mountain", "man").blend()',
    [
      {
        weight: 1,
        normalize: true,
        parts: [
          [[['mountain', 1]], 1],
          [[['man', 1]], 1],
        ],
      },
    ],
  ],
  [
    '(mountain, man).blend()',
    [
      {
        weight: 1,
        normalize: true,
        parts: [
          [[['mountain', 1]], 1],
          [[['man', 1]], 1],
        ],
      },
    ],
  ],
  [
    '((mountain), (tall man)).blend()',
    [
      {
        weight: 1,
        normalize: true,
        parts: [
          [[['mountain', 1]], 1],
          [[['tall man', 1]], 1],
        ],
      },
    ],
  ],
  [
    '("fire", "fire flames", "hi").blend(0.7, 0.3, 1.0)',
    [
      {
        weight: 1,
        normalize: true,
        parts: [
          [[['fire', 1]], 0.7],
          [[['fire flames', 1]], 0.3],
          [[['hi', 1]], 1],
        ],
      },
    ],
  ],
  ['("fire").blend(0.7)', [{ weight: 1, normalize: true, parts: [[[['fire', 1]], 0.7]] }]],
  [
    '("fire", "").blend(0.7, 1)',
    [
      {
        weight: 1,
        normalize: true,
        parts: [
          [[['fire', 1]], 0.7],
          [[['', 1]], 1],
        ],
      },
    ],
  ],
  [
    '("fire", "  ,  ").blend(0.7, 1)',
    [
      {
        weight: 1,
        normalize: true,
        parts: [
          [[['fire', 1]], 0.7],
          [[[',', 1]], 1],
        ],
      },
    ],
  ],
  [
    '("mountain, man, hairy", "face, teeth, eyes--").blend(1,-1,no_normalize)',
    [
      {
        weight: 1,
        normalize: false,
        parts: [
          [[['mountain , man , hairy', 1]], 1],
          [
            [
              ['face , teeth ,', 1],
              ['eyes', 0.81],
            ],
            -1,
          ],
        ],
      },
    ],
  ],
  [
    'fire (flames (trees)1.5)2.0',
    [
      {
        weight: 1,
        normalize: false,
        parts: [
          [
            [
              ['fire', 1],
              ['flames', 2],
              ['trees', 3],
            ],
            1,
          ],
        ],
      },
    ],
  ],
  ['mountain \\(man\\)', [{ weight: 1, normalize: false, parts: [[[['mountain (man)', 1]], 1]] }]],
  ['mountain (\\(man)\\)', [{ weight: 1, normalize: false, parts: [[[['mountain (man )', 1]], 1]] }]],
  [
    'mountain (\\(man\\))+',
    [
      {
        weight: 1,
        normalize: false,
        parts: [
          [
            [
              ['mountain', 1],
              ['(man)', 1.1],
            ],
            1,
          ],
        ],
      },
    ],
  ],
  [
    '\\"mountain\\" (\\(man\\))1.1',
    [
      {
        weight: 1,
        normalize: false,
        parts: [
          [
            [
              ['"mountain"', 1],
              ['(man)', 1.1],
            ],
            1,
          ],
        ],
      },
    ],
  ],
  [
    'hairy (mountain (\\(man\\))+)+',
    [
      {
        weight: 1,
        normalize: false,
        parts: [
          [
            [
              ['hairy', 1],
              ['mountain', 1.1],
              ['(man)', 1.21],
            ],
            1,
          ],
        ],
      },
    ],
  ],
  [
    'hairy ("mountain, man" with a beard+)+',
    [
      {
        weight: 1,
        normalize: false,
        parts: [
          [
            [
              ['hairy', 1],
              ['mountain , man with a', 1.1],
              ['beard', 1.21],
            ],
            1,
          ],
        ],
      },
    ],
  ],
  [
    'hairy ("mountain, \\"man\\"" with a (beard)2.0)+',
    [
      {
        weight: 1,
        normalize: false,
        parts: [
          [
            [
              ['hairy', 1],
              ['mountain , "man" with a', 1.1],
              ['beard', 2.2],
            ],
            1,
          ],
        ],
      },
    ],
  ],
  [
    'a+ b- c++ d--',
    [
      {
        weight: 1,
        normalize: false,
        parts: [
          [
            [
              ['a', 1.1],
              ['b', 0.9],
              ['c', 1.21],
              ['d', 0.81],
            ],
            1,
          ],
        ],
      },
    ],
  ],
  [
    '(a b)++ (c (d)0.5 e)1.2',
    [
      {
        weight: 1,
        normalize: false,
        parts: [
          [
            [
              ['a b', 1.21],
              ['c', 1.2],
              ['d', 0.6],
              ['e', 1.2],
            ],
            1,
          ],
        ],
      },
    ],
  ],
  ['a (b c) d', [{ weight: 1, normalize: false, parts: [[[['a b c d', 1]], 1]] }]],
  ['x.y+', [{ weight: 1, normalize: false, parts: [[[['x.y+', 1]], 1]] }]],
  ['a=b', [{ weight: 1, normalize: false, parts: [[[['a=b', 1]], 1]] }]],
  ['(a=b)+', [{ weight: 1, normalize: false, parts: [[[['(a=b)+', 1]], 1]] }]],
  ['(a.b, c)1.5', [{ weight: 1, normalize: false, parts: [[[['a . b , c', 1.5]], 1]] }]],
  ['""', [{ weight: 1, normalize: false, parts: [[[['', 1]], 1]] }]],
  ['a - b + c', [{ weight: 1, normalize: false, parts: [[[['a - b + c', 1]], 1]] }]],
  ['1.5', [{ weight: 1, normalize: false, parts: [[[['1.5', 1]], 1]] }]],
  ['(a)1', [{ weight: 1, normalize: false, parts: [[[['a', 1]], 1]] }]],
  [
    '(a)-1',
    [
      {
        weight: 1,
        normalize: false,
        parts: [
          [
            [
              ['a', 0.9],
              ['1', 1],
            ],
            1,
          ],
        ],
      },
    ],
  ],
  ['(a)-', [{ weight: 1, normalize: false, parts: [[[['a', 0.9]], 1]] }]],
  [
    '(a)+1',
    [
      {
        weight: 1,
        normalize: false,
        parts: [
          [
            [
              ['a', 1.1],
              ['1', 1],
            ],
            1,
          ],
        ],
      },
    ],
  ],
  ['word1.3', [{ weight: 1, normalize: false, parts: [[[['word1.3', 1]], 1]] }]],
  [
    '((a)1.2 (b)0.5)2',
    [
      {
        weight: 1,
        normalize: false,
        parts: [
          [
            [
              ['a', 2.4],
              ['b', 1],
            ],
            1,
          ],
        ],
      },
    ],
  ],
  ['"quoted text"0.8', [{ weight: 1, normalize: false, parts: [[[['quoted text', 0.8]], 1]] }]],
  [
    '"(nested)1.5 text"0.5',
    [
      {
        weight: 1,
        normalize: false,
        parts: [
          [
            [
              ['nested', 0.75],
              ['text', 0.5],
            ],
            1,
          ],
        ],
      },
    ],
  ],
  [
    'man,woman+',
    [
      {
        weight: 1,
        normalize: false,
        parts: [
          [
            [
              ['man,', 1],
              ['woman', 1.1],
            ],
            1,
          ],
        ],
      },
    ],
  ],
  [
    'a.attend(1.2) b',
    [
      {
        weight: 1,
        normalize: false,
        parts: [
          [
            [
              ['a', 1.2],
              ['b', 1],
            ],
            1,
          ],
        ],
      },
    ],
  ],
  ['foo (bar', [{ weight: 1, normalize: false, parts: [[[['foo (bar', 1]], 1]] }]],
  ['foo)bar', [{ weight: 1, normalize: false, parts: [[[['foo)bar', 1]], 1]] }]],
  ['(a)++ (b)++', [{ weight: 1, normalize: false, parts: [[[['a b', 1.21]], 1]] }]],
  [
    '(((a)+ b)+ c)+',
    [
      {
        weight: 1,
        normalize: false,
        parts: [
          [
            [
              ['a', 1.331],
              ['b', 1.21],
              ['c', 1.1],
            ],
            1,
          ],
        ],
      },
    ],
  ],
];

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
