import { ArgumentError, type ContinuationScore, type GenerateOptions, type LanguageModel } from '@fm/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { selectByLength } from '../select/select-by-length.ts';
import { task } from '../task/task.ts';
import { candidateOrders } from './candidate-orders.ts';
import { entropies } from './label-probabilities.ts';
import { orderAlternatingLabels } from './order-alternating-labels.ts';
import { orderAsGiven } from './order-as-given.ts';
import { orderBySimilarity } from './order-by-similarity.ts';
import { orderReversed } from './order-reversed.ts';
import { searchOrder } from './search-order.ts';

const examples = ['+', '+', '+', '-', '0'].map((output, input) => ({ input, output }));
const places = (list: readonly { readonly input: number }[]) => list.map(({ input }) => input);

describe('orders', () => {
  it('keep, turn round, or alternate labels', () => {
    expect(places(orderAsGiven(examples))).toEqual([0, 1, 2, 3, 4]);
    expect(places(orderReversed(examples))).toEqual([4, 3, 2, 1, 0]);
    expect(places(orderAlternatingLabels(examples))).toEqual([0, 3, 4, 1, 2]);
    expect(places(orderAlternatingLabels(examples, { labelOf: () => 'same' }))).toEqual([0, 1, 2, 3, 4]);
    expect(orderAlternatingLabels([])).toEqual([]);
  });

  it('put the most or the least similar next to the question', async () => {
    const pool = ['aaa', 'a', 'aa'].map((input) => ({ input, output: '' }));
    const selection = await selectByLength(pool, { length: 1 }).select('?', 3);
    const inputs = (last: 'most' | 'least') =>
      orderBySimilarity(selection, { last }).map(({ input }) => input);
    expect(inputs('most')).toEqual(['aaa', 'aa', 'a']);
    expect(inputs('least')).toEqual(['a', 'aa', 'aaa']);
  });

  it('lose no example and add none', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c')), (labels) => {
        const list = labels.map((output, input) => ({ input, output }));
        for (const order of [orderAsGiven, orderReversed, orderAlternatingLabels])
          expect(places(order(list)).toSorted((a, b) => a - b)).toEqual(places(list));
      }),
    );
  });
});

describe('candidate orders', () => {
  it('are all orders, where there are few', () => {
    expect(candidateOrders(3, { most: 6, seed: 0 }).map((order) => order.join(''))).toEqual([
      '012',
      '021',
      '102',
      '120',
      '201',
      '210',
    ]);
    expect(candidateOrders(1, { most: 1, seed: 0 })).toEqual([[0]]);
  });

  it('are different ones and the given one, where there are many', () => {
    const orders = candidateOrders(20, { most: 24, seed: 7 });
    expect(new Set(orders.map((order) => order.join())).size).toBe(24);
    expect(orders[0]).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(candidateOrders(20, { most: 24, seed: 7 })).toEqual(orders);
    expect(candidateOrders(20, { most: 24, seed: 8 })).not.toEqual(orders);
  });
});

describe('entropies', () => {
  it('are those of Lu et al.: of the predicted labels, and the mean of each prediction', () => {
    const { globalEntropy, localEntropy } = entropies([
      [0.9, 0.1],
      [0.6, 0.4],
      [0.2, 0.8],
    ]);
    expect(globalEntropy).toBeCloseTo(-(2 / 3) * Math.log(2 / 3) - (1 / 3) * Math.log(1 / 3), 12);
    const h = (p: number): number => -p * Math.log(p) - (1 - p) * Math.log(1 - p);
    expect(localEntropy).toBeCloseTo((h(0.1) + h(0.4) + h(0.2)) / 3, 12);
    expect(entropies([[1, 0]])).toEqual({ globalEntropy: 0, localEntropy: 0 });
  });
});

describe('searchOrder', () => {
  const sentiment = task({
    name: 'sentiment',
    input: 'Review: {{review}}',
    labels: { good: ['good', 'great'], bad: ['bad'] },
    outputPrefix: 'Verdict:',
  });
  const given = [
    sentiment.example({ review: 'fun' }, 'good'),
    sentiment.example({ review: 'dull' }, 'bad'),
    sentiment.example({ review: 'sad' }, 'bad'),
  ];

  /** Repeats the last verdict that it saw; only where that is "good" does it look at the review. */
  const prompts: string[] = [];
  const settings: (GenerateOptions | undefined)[] = [];
  const model: Pick<LanguageModel, 'generate' | 'scoreContinuations'> = {
    generate(prompt, options) {
      prompts.push(prompt as string);
      settings.push(options);
      const text = prompts.length % 2 === 0 ? ' an odd film\nVerdict: good' : ' an even film\n\nReview:';
      return {
        result: Promise.resolve({ text, tokens: [], logProbs: [], finishReason: 'stop', promptTokens: 0 }),
        async *[Symbol.asyncIterator]() {},
      };
    },
    async scoreContinuations(prefix, continuations) {
      const looks = /Verdict: good\n\n[^\n]*\nVerdict:$/.test(prefix);
      const verdict = looks && prefix.includes('odd') ? ' great' : ' bad';
      return continuations.map((continuation): ContinuationScore => {
        const logProb = Math.log(continuation === verdict ? 0.8 : 0.1);
        return {
          continuation,
          logProb,
          tokens: new Uint32Array(),
          logProbs: new Float64Array(),
          isGreedy: false,
        };
      });
    },
  };

  it('finds the order that does not always give one label', async () => {
    const found = await searchOrder({ task: sentiment, model, examples: given, probes: 8, seed: 3 });
    expect(found.examples.at(-1)).toBe(given[0]);
    expect(found.probes.toSorted()).toEqual(['Review: an even film', 'Review: an odd film']);
    expect(found.candidates).toHaveLength(6);
    const best = Math.max(...found.candidates.map(({ globalEntropy }) => globalEntropy));
    expect(best).toBeCloseTo(Math.log(2), 12);
    // Words of one label count together: 0.9 for good, or 0.8 for bad.
    const h = (p: number): number => -p * Math.log(p) - (1 - p) * Math.log(1 - p);
    expect(found.candidates[0]?.localEntropy).toBeCloseTo(h(0.8), 12);
  });

  it('lets the model write questions after the examples, without their last space', async () => {
    prompts.length = 0;
    settings.length = 0;
    await searchOrder({ task: sentiment, model, examples: given, candidates: 2, probes: 3, seed: 1 });
    expect(prompts[0]).toBe(`${sentiment.context(given).text}Review:`);
    expect(prompts[1]).not.toBe(prompts[0]);
    expect(prompts[2]).toBe(prompts[0]);
    expect(new Set(settings.map((each) => each?.seed)).size).toBe(3);
  });

  it('goes by the mean entropy of predictions, when told so', async () => {
    const found = await searchOrder({ task: sentiment, model, examples: given, criterion: 'local' });
    const locals = found.candidates.map(({ localEntropy }) => localEntropy);
    const best = found.candidates[locals.indexOf(Math.max(...locals))];
    expect(found.examples).toEqual(best?.order.map((i) => given[i]));
  });

  it('gives the same again', async () => {
    const search = () => {
      prompts.length = 0;
      return searchOrder({ task: sentiment, model, examples: given, seed: 5 });
    };
    expect(await search()).toEqual(await search());
  });

  it('says what is wrong', async () => {
    const silent: typeof model = {
      ...model,
      generate: () => ({
        result: Promise.resolve({
          text: '\nVerdict: bad',
          tokens: [],
          logProbs: [],
          finishReason: 'stop',
          promptTokens: 0,
        }),
        async *[Symbol.asyncIterator]() {},
      }),
    };
    await expect(searchOrder({ task: sentiment, model: silent, examples: given })).rejects.toThrow(
      /wrote no question/,
    );
    await expect(searchOrder({ task: sentiment, model, examples: [] })).rejects.toThrow(ArgumentError);
    await expect(searchOrder({ task: sentiment, model, examples: given, probes: 0 })).rejects.toThrow(
      ArgumentError,
    );
    const signal = AbortSignal.abort();
    await expect(searchOrder({ task: sentiment, model, examples: given, signal })).rejects.toThrow(/abort/);
  });
});
