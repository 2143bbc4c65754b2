import { expect, it } from 'vitest';
import { bertNormalizer } from '../../normalizers/bert.ts';
import { bertPreTokenizer } from '../../pre-tokenizers/bert.ts';
import { byteLevelPreTokenizer } from '../../pre-tokenizers/byte-level.ts';
import { preTokenizerSequence } from '../../pre-tokenizers/sequence.ts';
import { split } from '../../pre-tokenizers/split.ts';
import { chooseCounter } from './choose-counter.ts';
import { stageCounter } from './stage-counter.ts';
import type { WordStages } from './word-counter.ts';

const texts = [
  "Hello, hello… it's 3.14\n\nnext line\ttab\r\n",
  ' a  b   c ',
  '',
  'Ünï-cödé e\u0301 ,\u0301x ¿qué? 漢字,かな😀!',
  'ctrl\u0001in\u0000side \u00A0nbsp \u2028sep \v\f',
  'lone \ud800 surrogate __proto__ constructor',
  "I've we'll DON'T  \n \n x",
];

const chains: readonly (readonly [name: string, stages: WordStages])[] = [
  ['BERT’s words', { preTokenizer: bertPreTokenizer() }],
  ['BERT’s words without case', { normalizer: bertNormalizer(), preTokenizer: bertPreTokenizer() }],
  ['byte-level words', { preTokenizer: byteLevelPreTokenizer() }],
  [
    'byte-level words of a pattern',
    {
      preTokenizer: preTokenizerSequence([
        split({ Regex: String.raw`\s+|\S+` }, { behavior: 'Isolated' }),
        byteLevelPreTokenizer({ useRegex: false, addPrefixSpace: false }),
      ]),
    },
  ],
];

it.each(chains)('counts %s as the stages cut them', (_, stages) => {
  const [shortcut, plain] = [chooseCounter(stages), stageCounter(stages)];
  for (const text of texts) {
    shortcut.add(text);
    plain.add(text);
  }
  const sorted = (counts: Iterable<readonly [string, number]>): (readonly [string, number])[] =>
    [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1));
  expect(sorted(shortcut.finish())).toEqual(sorted(plain.finish()));
});
