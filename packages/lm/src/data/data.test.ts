import { ArgumentError, type DataCursor, type Dataset } from '@fm/core';
import { describe, expect, it } from 'vitest';
import { byteTokenizer } from '../tokenizer/index.ts';
import type { TextBatch } from './text-blocks.ts';
import { textEvaluationData } from './text-evaluation-data.ts';
import { textTrainingData, type TextTrainingDataOptions } from './text-training-data.ts';
import { splitTokens, tokenizeTexts, type TokenSequence } from './token-sequence.ts';

function sequence(length: number): TokenSequence {
  return { ids: Uint16Array.from({ length }, (_, i) => i), vocabularySize: length };
}

interface Rows {
  readonly inputs: number[][];
  readonly labels: number[][];
  readonly cursor: DataCursor;
}

async function take(data: Dataset<TextBatch>, count: number, cursor?: DataCursor): Promise<readonly Rows[]> {
  const taken: Rows[] = [];
  for await (const { batch, cursor: next } of data.batches(cursor)) {
    taken.push({ inputs: rows(batch.inputIds), labels: rows(batch.labels), cursor: next });
    if (taken.length === count) break;
  }
  return taken;
}

function rows({ shape, data }: TextBatch['labels']): number[][] {
  const [count = 0, width = 0] = shape;
  return Array.from({ length: count }, (_, row) =>
    Array.from(data.subarray(row * width, (row + 1) * width), Number),
  );
}

describe.each(['shuffled-blocks', 'random-offsets'] as const)('training data by %s', (sampling) => {
  const options: TextTrainingDataOptions = {
    contextLength: 4,
    batchSize: 3,
    vocabularySize: 50,
    sampling,
    seed: 5,
  };
  const data = textTrainingData(sequence(42), options);

  it('labels every token with the one that follows', async () => {
    for (const { inputs, labels } of await take(data, 6)) {
      for (const [i, row] of inputs.entries()) {
        expect(row).toEqual([0, 1, 2, 3].map((offset) => row[0]! + offset));
        expect(labels[i]).toEqual(row.map((id) => id + 1));
      }
    }
  });

  it('goes on from a cursor exactly where it stopped, also through JSON', async () => {
    const whole = await take(data, 9);
    const rest = await take(data, 5, JSON.parse(JSON.stringify(whole[3]?.cursor)));
    expect(rest).toEqual(whole.slice(4));
  });

  it('depends on the seed alone', async () => {
    expect(await take(textTrainingData(sequence(42), options), 4)).toEqual(await take(data, 4));
    expect(await take(textTrainingData(sequence(42), { ...options, seed: 6 }), 4)).not.toEqual(
      await take(data, 4),
    );
  });

  it('refuses the cursor of other data', async () => {
    const [first] = await take(data, 1);
    for (const cursor of [
      {},
      { ...first?.cursor, seed: 6 },
      { ...first?.cursor, row: -1 },
      { ...first?.cursor, tokens: 41 },
    ]) {
      await expect(take(data, 1, cursor)).rejects.toThrow(ArgumentError);
    }
  });

  it('refuses data that is empty, too short, or beyond the vocabulary', () => {
    expect(() => textTrainingData(sequence(0), options)).toThrow(ArgumentError);
    expect(() => textTrainingData(sequence(4), options)).toThrow(ArgumentError);
    expect(() => textTrainingData(sequence(51), options)).toThrow(/id 50 at position 50/);
    expect(() => textTrainingData(sequence(42), { ...options, batchSize: 0 })).toThrow(ArgumentError);
  });
});

describe('training data by shuffled blocks', () => {
  it('shows every block once per pass, in another order each pass', async () => {
    const data = textTrainingData(sequence(42), { contextLength: 4, batchSize: 5, vocabularySize: 42 });
    const firsts = (await take(data, 4)).flatMap(({ inputs }) => inputs.map(([first]) => first as number));
    const [one, two] = [firsts.slice(0, 10), firsts.slice(10)];
    const sorted = [0, 4, 8, 12, 16, 20, 24, 28, 32, 36];
    expect(one.toSorted((a, b) => a - b)).toEqual(sorted);
    expect(two.toSorted((a, b) => a - b)).toEqual(sorted);
    expect(one).not.toEqual(two);
    expect(data.size).toBe(2);
  });
});

describe('training data by random offsets', () => {
  it('reaches every offset', async () => {
    const data = textTrainingData(sequence(8), {
      contextLength: 4,
      batchSize: 64,
      vocabularySize: 8,
      sampling: 'random-offsets',
    });
    const firsts = (await take(data, 1)).flatMap(({ inputs }) => inputs.map(([first]) => first));
    expect(new Set(firsts)).toEqual(new Set([0, 1, 2, 3]));
  });
});

describe('evaluation data', () => {
  it.each([2, 3, 9, 10, 13, 14])(
    'predicts each of %i tokens but the first exactly once, in order',
    async (length) => {
      const data = textEvaluationData(sequence(length), {
        contextLength: 4,
        batchSize: 2,
        vocabularySize: length,
      });
      const batches = await take(data, Number.POSITIVE_INFINITY);
      expect(batches).toHaveLength(data.size as number);
      const pairs = batches.flatMap(({ inputs, labels }) =>
        labels.flatMap((row, i) => row.map((label, j) => [inputs[i]?.[j], label] as const)),
      );
      const counted = pairs.filter(([, label]) => label !== -100);
      expect(counted).toEqual(Array.from({ length: length - 1 }, (_, i) => [i, i + 1]));
      for (const { inputs } of batches) expect(inputs.map((row) => row.length)).toEqual([4, 4]);
    },
  );

  it('goes on from a cursor', async () => {
    const data = textEvaluationData(sequence(20), { contextLength: 4, batchSize: 2, vocabularySize: 20 });
    const whole = await take(data, 3);
    expect(await take(data, 3, whole[0]?.cursor)).toEqual(whole.slice(1));
    await expect(take(data, 1, { batch: 9 })).rejects.toThrow(ArgumentError);
  });

  it('refuses data without anything to predict', () => {
    expect(() =>
      textEvaluationData(sequence(1), { contextLength: 4, batchSize: 2, vocabularySize: 20 }),
    ).toThrow(ArgumentError);
  });
});

describe('tokenizeTexts', () => {
  const tokenizer = byteTokenizer({ specialTokens: ['<|endoftext|>', '<|next|>'] });

  it('ends every one of several texts with the separator', () => {
    expect(Array.from(tokenizeTexts(['ab', '', 'c'], tokenizer).ids)).toEqual([97, 98, 256, 99, 256]);
    expect(Array.from(tokenizeTexts(['ab', 'c'], tokenizer, { separator: '<|next|>' }).ids)).toEqual([
      97, 98, 257, 99, 257,
    ]);
    expect(Array.from(tokenizeTexts(['ab', 'c'], tokenizer, { separator: false }).ids)).toEqual([97, 98, 99]);
    expect(Array.from(tokenizeTexts('ab', tokenizer).ids)).toEqual([97, 98]);
  });

  it('keeps spelled-out control tokens as text', () => {
    expect(tokenizeTexts('<|endoftext|>', tokenizer).ids).toHaveLength(13);
  });

  it('stores 16 bits an id where they suffice', () => {
    expect(tokenizeTexts('a', tokenizer).ids).toBeInstanceOf(Uint16Array);
    const larger = Object.assign(byteTokenizer(), { vocabularySize: 65_537 });
    expect(tokenizeTexts('a', larger).ids).toBeInstanceOf(Uint32Array);
  });

  it('refuses to go on without any text, or with an unknown separator', () => {
    for (const texts of ['', [], ['', '']])
      expect(() => tokenizeTexts(texts, tokenizer)).toThrow(ArgumentError);
    expect(() => tokenizeTexts(['a'], tokenizer, { separator: '</s>' })).toThrow(ArgumentError);
  });
});

describe('splitTokens', () => {
  it('cuts in two without losing a token', () => {
    const [train, rest] = splitTokens(sequence(10), 0.9);
    expect([...train.ids, ...rest.ids]).toEqual([...sequence(10).ids]);
    expect(rest.ids).toHaveLength(1);
  });

  it('refuses an empty part', () => {
    for (const share of [0, 1, 0.01, Number.NaN])
      expect(() => splitTokens(sequence(10), share)).toThrow(ArgumentError);
  });
});
