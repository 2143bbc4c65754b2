import type { ProgressEvent } from '@fm/core';
import { describe, expect, test } from 'vitest';
import { whitespaceSplit } from '../pre-tokenizers/whitespace.ts';
import { readTokenizer } from '../tokenizer-json/read-tokenizer.ts';
import { bpeTrainer } from './bpe/bpe-trainer.ts';
import { bertWordPieceRecipe } from './recipes/bert-word-piece-recipe.ts';
import { byteLevelBpeRecipe } from './recipes/byte-level-bpe-recipe.ts';
import { llamaBpeRecipe } from './recipes/llama-bpe-recipe.ts';
import { t5UnigramRecipe } from './recipes/t5-unigram-recipe.ts';
import { wordLevelRecipe } from './recipes/word-level-recipe.ts';
import type { TokenizerRecipe } from './tokenizer-recipe.ts';
import { trainTokenizer } from './train-tokenizer.ts';
import { unigramTrainer } from './unigram/unigram-trainer.ts';

const lines = [
  'the lower the boat, the lower the boatman',
  'newer boats are wider than lower boats',
  'she rows the widest boat; 12 rowers row 120 boats',
  'naïve café — 東京 😀',
];

/** Small enough for the lines above. */
const recipes: readonly (readonly [string, TokenizerRecipe])[] = [
  ['byte-level BPE', byteLevelBpeRecipe({ vocabularySize: 290 })],
  ['Llama BPE', llamaBpeRecipe({ vocabularySize: 320 })],
  ['BERT WordPiece', bertWordPieceRecipe({ vocabularySize: 80 })],
  ['T5 unigram', t5UnigramRecipe({ vocabularySize: 80 })],
  ['word level', wordLevelRecipe({ vocabularySize: 30 })],
];

describe.each(recipes)('the recipe for %s', (_, recipe) => {
  test('gives a tokenizer that decodes what it encodes', async () => {
    const tokenizer = await trainTokenizer(lines, recipe).result;
    const { ids } = tokenizer.encode('the lower boat');
    expect(tokenizer.decode(ids, { skipSpecialTokens: true })).toBe('the lower boat');
  });

  test('gives a tokenizer that its file gives back', async () => {
    const tokenizer = await trainTokenizer(lines, recipe).result;
    const again = readTokenizer(JSON.parse(JSON.stringify(tokenizer)));
    for (const line of lines) expect([...again.encode(line).ids]).toEqual([...tokenizer.encode(line).ids]);
  });

  test('does not depend on the order of the texts, nor on how they come', async () => {
    async function* late(): AsyncGenerator<string> {
      for (const line of lines.toReversed()) yield line;
    }
    const first = await trainTokenizer(lines, recipe).result;
    const second = await trainTokenizer(late(), recipe).result;
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
  });

  test('reports progress that never goes back and ends complete', async () => {
    const tasks = new Map<string, ProgressEvent[]>();
    for await (const event of trainTokenizer(lines, recipe)) {
      const events = tasks.get(event.task) ?? [];
      tasks.set(event.task, [...events, event]);
    }
    expect(tasks.get('count words')?.at(-1)?.completed).toBe(lines.join('').length);
    for (const events of tasks.values()) {
      const completed = events.map((event) => event.completed);
      expect(completed).toEqual(completed.toSorted((a, b) => a - b));
      const { completed: done, total = done } = events.at(-1) as ProgressEvent;
      expect(done).toBe(total);
    }
  });

  test('trains on nothing, on odd characters and on one huge word', async () => {
    const huge = 'ab'.repeat(20_000);
    for (const texts of [
      [],
      [''],
      ['x'],
      ['__proto__ constructor __proto__', 'a\0b', '\ud800 \udc00x', '\ufeffa'],
      [huge],
    ]) {
      const tokenizer = await trainTokenizer(texts, recipe).result;
      expect(readTokenizer(JSON.parse(JSON.stringify(tokenizer))).vocabularySize).toBe(
        tokenizer.vocabularySize,
      );
      for (const text of texts) expect(tokenizer.encode(text).ids.length).toBe(tokenizer.countTokens(text));
    }
  });
});

test('learns the token __proto__', async () => {
  const pieces = await trainTokenizer(['__proto__ __proto__'], {
    model: bpeTrainer(),
    preTokenizer: whitespaceSplit(),
  }).result;
  expect(pieces.encode('__proto__').tokens).toEqual(['__proto__']);
  const words = await trainTokenizer(['__proto__'], wordLevelRecipe()).result;
  expect(words.idOf('__proto__')).toBe(1);
});

test('puts special tokens first and finds them in text', async () => {
  const tokenizer = await trainTokenizer(
    lines,
    byteLevelBpeRecipe({ vocabularySize: 270, specialTokens: ['<a>', '<b>'] }),
  ).result;
  expect(tokenizer.specialTokens).toEqual(
    new Map([
      ['<a>', 0],
      ['<b>', 1],
    ]),
  );
  expect([...tokenizer.encode('<b>', { allowSpecial: 'all' }).ids]).toEqual([1]);
});

test('spells unknown characters as bytes where asked', async () => {
  const tokenizer = await trainTokenizer(['aa'], llamaBpeRecipe()).result;
  expect(tokenizer.encode('é', { addSpecialTokens: false }).tokens).toEqual(['▁', '<0xC3>', '<0xA9>']);
});

test('keeps the most frequent characters, the smaller ones of equals', async () => {
  const tokenizer = await trainTokenizer(['aaa bb c d'], {
    model: bpeTrainer({ limitAlphabet: 3, initialAlphabet: ['z'] }),
    preTokenizer: whitespaceSplit(),
  }).result;
  expect(['a', 'b', 'c', 'd', 'z'].filter((token) => tokenizer.idOf(token) !== undefined)).toEqual([
    'a',
    'b',
    'z',
  ]);
});

test('stops when it is aborted', async () => {
  const abort = new AbortController();
  function* endless(): Generator<string> {
    for (let i = 0; ; i++) yield `word${i}`;
  }
  const run = trainTokenizer(endless(), wordLevelRecipe(), { signal: abort.signal });
  const reason = new Error('enough');
  for await (const _ of run) {
    abort.abort(reason);
    break;
  }
  await expect(run.result).rejects.toThrow();
  const second = trainTokenizer(endless(), wordLevelRecipe(), { signal: AbortSignal.timeout(60) });
  await expect(second.result).rejects.toMatchObject({ name: 'TimeoutError' });
  const third = trainTokenizer(lines, wordLevelRecipe(), { signal: abort.signal });
  await expect(third.result).rejects.toBe(reason);
});

test('closes its source when it is left', async () => {
  let closed = false;
  async function* texts(): AsyncGenerator<string> {
    try {
      for (;;) yield 'a word '.repeat(1000);
    } finally {
      closed = true;
    }
  }
  const run = trainTokenizer(texts(), byteLevelBpeRecipe());
  for await (const _ of run) break;
  expect(closed).toBe(true);
  await expect(run.result).rejects.toMatchObject({ name: 'AbortError' });
});

test('refuses what is no list of strings, and options out of range', async () => {
  await expect(trainTokenizer('a text', wordLevelRecipe()).result).rejects.toMatchObject({
    code: 'FM_ARGUMENT',
  });
  await expect(trainTokenizer([1 as never], wordLevelRecipe()).result).rejects.toMatchObject({
    code: 'FM_ARGUMENT',
  });
  expect(() => bpeTrainer({ vocabularySize: 0 })).toThrow('vocabularySize');
  expect(() => bpeTrainer({ limitAlphabet: -1 })).toThrow('limitAlphabet');
  expect(() => bpeTrainer({ minimumFrequency: 0.5 })).toThrow('minimumFrequency');
  expect(() => unigramTrainer({ shrinkingFactor: 1 })).toThrow('shrinkingFactor');
  const small = trainTokenizer(lines, { model: unigramTrainer({ vocabularySize: 5 }) });
  await expect(small.result).rejects.toThrow('too small');
});

test('can be iterated once', async () => {
  const run = trainTokenizer(lines, wordLevelRecipe());
  await run.result;
  expect(() => run[Symbol.asyncIterator]()).toThrow('once');
});
