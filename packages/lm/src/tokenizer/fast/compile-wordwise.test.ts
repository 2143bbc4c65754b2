import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bpe, bpe } from '../models/bpe/bpe.ts';
import { SymbolMerger } from '../models/bpe/symbol-merger.ts';
import { unigram } from '../models/unigram/unigram.ts';
import { wordPiece } from '../models/wordpiece/word-piece.ts';
import { bertNormalizer } from '../normalizers/bert.ts';
import { lowercase } from '../normalizers/lowercase.ts';
import { precompiled } from '../normalizers/precompiled.ts';
import { prepend } from '../normalizers/prepend.ts';
import { replace } from '../normalizers/replace.ts';
import { normalizerSequence } from '../normalizers/sequence.ts';
import { strip } from '../normalizers/strip.ts';
import { AlignedText } from '../pipeline/aligned-text.ts';
import { idBuffer, takeIds } from '../pipeline/id-buffer.ts';
import { bertPreTokenizer } from '../pre-tokenizers/bert.ts';
import { metaspace } from '../pre-tokenizers/metaspace.ts';
import { preTokenizerSequence } from '../pre-tokenizers/sequence.ts';
import { split } from '../pre-tokenizers/split.ts';
import { whitespaceSplit } from '../pre-tokenizers/whitespace.ts';
import { decodeSentencePieceModel, type SentencePieceModel } from '../sentencepiece/model-proto.ts';
import { sentencePieceModel } from '../sentencepiece/sentence-piece-model.ts';
import type { EncodingStages } from './compile-byte-level.ts';
import { compileWordwise } from './compile-wordwise.ts';
import { longestCachedWord, TextWordCache } from './text-word-cache.ts';

const golden: { models: Record<string, { file: string }> } = JSON.parse(
  readFileSync(new URL('../sentencepiece/__golden__/sentencepiece.json', import.meta.url), 'utf8'),
);

function trained(name: string): SentencePieceModel {
  return decodeSentencePieceModel(Uint8Array.from(Buffer.from(golden.models[name]?.file ?? '', 'base64')));
}

const file = trained('unigram');
const pieces = unigram(
  file.pieces.map(({ piece, score }) => [piece, score] as const),
  { unknownId: 0 },
);
const charsmap = precompiled(Buffer.from(file.normalizer.charsmap).toString('base64'));
const collapse = replace({ Regex: ' {2,}' }, ' ');
const mark = replace({ String: ' ' }, '▁');
const llama = sentencePieceModel(trained('bpe-bytes')) as Bpe;
// Tokens with a mark or a line feed inside: cuts there would lose merges.
const joined = bpe(
  new Map(
    ['<unk>', '▁', '\n', 'a', 'b', 'e', 'a▁', 'a▁b', '\nb', 'e\n', '▁a', '▁▁', '.', '</'].map((t, i) => [
      t,
      i,
    ]),
  ),
  [
    ['a', '▁'],
    ['a▁', 'b'],
    ['\n', 'b'],
    ['e', '\n'],
    ['▁', 'a'],
    ['▁', '▁'],
  ],
  { unknownToken: '<unk>', fuseUnknown: true },
);
const words = wordPiece(
  new Map(
    ['[UNK]', 'the', 'dog', 'a', 'b', 'e', '##s', '##e', '##b', '.', ',', '日', "'", 's', '<'].map((t, i) => [
      t,
      i,
    ]),
  ),
);

const chains: readonly (readonly [string, EncodingStages])[] = [
  ['BERT', { normalizer: bertNormalizer(), preTokenizer: bertPreTokenizer(), model: words }],
  [
    'cased BERT',
    {
      normalizer: bertNormalizer({ lowercase: false, cleanText: false }),
      preTokenizer: bertPreTokenizer(),
      model: words,
    },
  ],
  ['BERT without a normalizer', { preTokenizer: bertPreTokenizer(), model: words }],
  [
    'XLM-R',
    { normalizer: normalizerSequence([charsmap, collapse]), preTokenizer: metaspace(), model: pieces },
  ],
  [
    'T5',
    {
      normalizer: charsmap,
      preTokenizer: preTokenizerSequence([whitespaceSplit(), metaspace()]),
      model: pieces,
    },
  ],
  [
    'ALBERT',
    {
      normalizer: normalizerSequence([replace({ String: '``' }, '"'), lowercase(), charsmap, collapse]),
      preTokenizer: metaspace(),
      model: pieces,
    },
  ],
  ['Metaspace that adds nothing', { preTokenizer: metaspace({ prependScheme: 'never' }), model: pieces }],
  [
    'Metaspace that adds a mark at the start',
    { preTokenizer: metaspace({ prependScheme: 'first' }), model: pieces },
  ],
  ['Mistral', { preTokenizer: metaspace({ prependScheme: 'first', split: false }), model: llama }],
  ['Llama', { normalizer: normalizerSequence([prepend('▁'), mark]), model: llama }],
  ['Llama with Metaspace', { preTokenizer: metaspace({ split: false }), model: llama }],
  [
    'Gemma',
    {
      normalizer: mark,
      preTokenizer: split({ String: ' ' }, { behavior: 'MergedWithPrevious' }),
      model: llama,
    },
  ],
  ['tokens that join words', { normalizer: normalizerSequence([prepend('▁'), mark]), model: joined }],
];

const text = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...' \n\tabe.,▁☃日é',
        'the',
        ' dog',
        '  ',
        '\r\n',
        'a\u0301',
        ' \u0301',
        '</',
        '``',
        "'s",
        '\u0e33',
      ),
      fc.constantFrom(
        '\u00a0',
        '\u0085',
        '\ufeff',
        '\0',
        '\u200b',
        '\u3000',
        'ﬁ',
        '½',
        '😀',
        '\ud800',
        '\u00a0\u0e33',
        '\v',
      ),
    ),
    { maxLength: 24 },
  )
  .map((parts) => parts.join(''));

function stageIds(
  { normalizer, preTokenizer, model }: EncodingStages,
  given: string,
  isAtStart: boolean,
): number[] {
  const ids: number[] = [];
  const whole = isAtStart ? AlignedText.of(given) : AlignedText.of(`<s>${given}`).slice(3, given.length + 3);
  const normalized = normalizer?.normalize(whole) ?? whole;
  for (const piece of preTokenizer?.split(normalized) ?? [normalized]) {
    model.tokenize(piece.text, { add: (id) => void ids.push(id) });
  }
  return ids;
}

describe('compileWordwise', () => {
  it.each(chains)('gives the ids of the stages: %s', (_, stages) => {
    const encoder = compileWordwise(stages);
    if (encoder === undefined) throw new Error('no encoder');
    const buffer = idBuffer();
    fc.assert(
      fc.property(text, fc.boolean(), (given, isAtStart) => {
        buffer.length = 0;
        encoder.encode(given, buffer, isAtStart);
        const ids = [...takeIds(buffer)];
        expect(ids).toEqual(stageIds(stages, given, isAtStart));
        expect(encoder.count(given, isAtStart)).toBe(ids.length);
      }),
      { numRuns: 1000, seed: 7 },
    );
  });

  it('leaves chains alone in which words depend on each other', () => {
    const dropout = bpe(llama.entries, llama.pairs, {
      dropout: 0.1,
      unknownToken: '<unk>',
      byteFallback: true,
    });
    const others: readonly EncodingStages[] = [
      { normalizer: strip(), preTokenizer: metaspace(), model: pieces },
      { normalizer: mark, preTokenizer: whitespaceSplit(), model: pieces },
      { normalizer: replace({ String: 'a' }, ' '), preTokenizer: metaspace({ split: false }), model: pieces },
      { model: llama },
      { normalizer: mark, model: pieces },
      { normalizer: mark, model: dropout },
    ];
    for (const stages of others) expect(compileWordwise(stages)).toBeUndefined();
  });

  it('merges each distinct word once', () => {
    let steps = 0;
    const merge = SymbolMerger.prototype.merge;
    SymbolMerger.prototype.merge = function (count, skip) {
      steps += count;
      return merge.call(this, count, skip);
    };
    try {
      const encoder = compileWordwise({ normalizer: normalizerSequence([prepend('▁'), mark]), model: llama });
      encoder?.count('the dog and the cat '.repeat(1000));
      expect(steps).toBeLessThan(60);
    } finally {
      SymbolMerger.prototype.merge = merge;
    }
  });
});

describe('TextWordCache', () => {
  it('gives back what it was given, whatever the number of ids', () => {
    const cache = new TextWordCache();
    const target = idBuffer(1);
    const given = 'onetwothree';
    cache.add(given, 0, 3, 'inside', [1]);
    cache.add(given, 3, 6, 'inside', [9, 8, 7, 6, 5, 4, 3]);
    cache.add(given, 3, 6, 'start', []);
    expect(cache.find(given, 6, 11, 'inside')).toBe(-1);
    for (const [start, end, place] of [
      [0, 3, 'inside'],
      [3, 6, 'inside'],
      [3, 6, 'start'],
    ] as const) {
      cache.append(cache.find(given, start, end, place), target);
    }
    expect([...takeIds(target)]).toEqual([1, 9, 8, 7, 6, 5, 4, 3]);
  });

  it('stays bounded, and right, whatever comes', () => {
    const cache = new TextWordCache();
    for (let i = 0; i < 200_000; i++) {
      const word = `${i}${'x'.repeat(i % 40)}`;
      cache.add(word, 0, word.length, 'inside', [i]);
      expect(cache.size <= 65_536).toBe(true);
    }
    const found = cache.find('199999' + 'x'.repeat(39), 0, 45, 'inside');
    expect(cache.countAt(found)).toBe(1);
    const long = 'y'.repeat(longestCachedWord + 1);
    cache.add(long, 0, long.length, 'inside', [1]);
    expect(cache.find(long, 0, long.length, 'inside')).toBe(-1);
  });
});
