import { ArgumentError } from '@fm/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Example } from '../task/example.ts';
import type { Embed } from './embedding.ts';
import { selectByLength } from './select-by-length.ts';
import { selectByNgramOverlap } from './select-by-ngram-overlap.ts';
import { selectDiverse } from './select-diverse.ts';
import { selectFixed } from './select-fixed.ts';
import { selectLabelBalanced } from './select-label-balanced.ts';
import { selectMmr } from './select-mmr.ts';
import { selectNearest } from './select-nearest.ts';
import { selectRandom } from './select-random.ts';
import type { Selector } from './selector.ts';

const pool: readonly Example<string, string>[] = [
  { input: 'the film was a joy to watch', output: 'positive' },
  { input: 'a joy', output: 'positive' },
  { input: 'the film was dull and long', output: 'negative' },
  { input: 'never again', output: 'negative' },
  { input: 'it was fine', output: 'neutral' },
  { input: 'the plot made no sense to me at all', output: 'negative' },
];

/** Counts of letters: enough to compare. */
const embed: Embed = async (texts) =>
  texts.map((text) =>
    Array.from({ length: 26 }, (_, i) => text.split(String.fromCodePoint(97 + i)).length - 1),
  );

const selectors = (seed: number): readonly Selector<string, string>[] => [
  selectFixed(pool),
  selectRandom(pool, { seed }),
  selectLabelBalanced(pool, { seed }),
  selectNearest(pool, { embed }),
  selectMmr(pool, { embed }),
  selectByNgramOverlap(pool),
  selectByLength(pool),
  selectDiverse(pool, { embed, seed }),
];

describe('every selector', () => {
  it('gives the asked number of different examples with a reason for each, and never the question', async () => {
    const questions = ['what a film', ...pool.map(({ input }) => input), ' a joy\n'];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...questions),
        fc.integer({ min: 0, max: 5 }),
        fc.integer(),
        async (question, count, seed) => {
          for (const selector of selectors(seed)) {
            const { examples, reasons } = await selector.select(question, count);
            expect(new Set(examples).size, selector.name).toBe(count);
            expect(
              reasons.map(({ index }) => pool[index]),
              selector.name,
            ).toEqual(examples);
            expect(examples.map(({ input }) => input)).not.toContain(question.trim());
            for (const { score, reason } of reasons) {
              expect(Number.isFinite(score), selector.name).toBe(true);
              expect(reason).not.toBe('');
            }
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('chooses the same again, and more examples begin with fewer', async () => {
    for (const [i, selector] of selectors(3).entries()) {
      const five = await selector.select('what a film', 5);
      expect(await (selectors(3)[i] as typeof selector).select('what a film', 5)).toEqual(five);
      expect((await selector.select('what a film', 2)).examples).toEqual(five.examples.slice(0, 2));
    }
  });

  it('refuses to give more than there are, and numbers that are none', async () => {
    for (const selector of selectors(0)) {
      await expect(selector.select('a joy', 6), selector.name).rejects.toThrow(/at least 6/);
      expect((await selector.select('new', 6)).examples).toHaveLength(6);
      for (const count of [-1, 1.5, Number.NaN])
        await expect(selector.select('new', count)).rejects.toThrow(ArgumentError);
    }
  });

  it('takes no time to be cancelled', async () => {
    for (const selector of selectors(0))
      await expect(selector.select('new', 1, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/);
  });

  it('tells the question apart by its values', async () => {
    const pairs = [
      { input: { a: 1, b: 2 }, output: 3 },
      { input: { a: 2, b: 2 }, output: 4 },
    ];
    const { examples } = await selectFixed(pairs).select({ b: 2, a: 1 }, 1);
    expect(examples[0]?.output).toBe(4);
    const byA = selectFixed(pairs, { textOf: ({ a }) => `${a}` });
    await expect(byA.select({ a: 2, b: 0 }, 2)).rejects.toThrow(ArgumentError);
  });
});

describe('selectRandom', () => {
  it('draws every example about equally often', async () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 600; seed++) {
      const { examples } = await selectRandom(pool, { seed }).select('new', 1);
      counts.set(examples[0]?.input ?? '', (counts.get(examples[0]?.input ?? '') ?? 0) + 1);
    }
    // 100 expected with a standard deviation of 9.
    expect([...counts.values()].every((count) => count > 60 && count < 140)).toBe(true);
    expect(counts.size).toBe(pool.length);
  });
});

describe('selectLabelBalanced', () => {
  it('takes labels in turns until they run out', async () => {
    const { examples, reasons } = await selectLabelBalanced(pool, { seed: 5 }).select('new', 6);
    expect(examples.map(({ output }) => output)).toEqual([
      'positive',
      'negative',
      'neutral',
      'positive',
      'negative',
      'negative',
    ]);
    expect(reasons[4]?.reason).toMatch(/^number 2 of label negative, drawn 0\.\d+ with seed 5$/);
  });
});

describe('selectors by vectors', () => {
  // Directions of a compass; the question looks north.
  const angles: Readonly<Record<string, number>> = { n: 0, a: 10, b: 12, c: -40, d: 170 };
  const compass: Embed = async (texts) =>
    texts.map((text) => {
      const angle = ((angles[text] as number) * Math.PI) / 180;
      return Float32Array.of(5 * Math.cos(angle), 5 * Math.sin(angle));
    });
  const directions = ['a', 'b', 'c', 'd'].map((input) => ({ input, output: input }));
  const chosen = async (selector: Selector<string, string>, count: number) =>
    (await selector.select('n', count)).examples.map(({ input }) => input).join('');

  it('nearest gives the smallest angles first', async () => {
    expect(await chosen(selectNearest(directions, { embed: compass }), 4)).toBe('abcd');
    const { reasons } = await selectNearest(directions, { embed: compass }).select('n', 1);
    expect(reasons[0]?.score).toBeCloseTo(Math.cos(Math.PI / 18), 6);
    expect(reasons[0]?.reason).toBe('similarity 0.9848');
  });

  it('marginal relevance prefers what says something else', async () => {
    expect(await chosen(selectMmr(directions, { embed: compass }), 2)).toBe('ac');
    expect(await chosen(selectMmr(directions, { embed: compass, lambda: 1 }), 4)).toBe('abcd');
    expect(() => selectMmr(directions, { embed: compass, lambda: 2 })).toThrow(ArgumentError);
  });

  it('diverse covers the whole list', async () => {
    for (let seed = 0; seed < 4; seed++) {
      const three = await chosen(selectDiverse(directions, { embed: compass, seed }), 3);
      expect(three.includes('a') && three.includes('b'), three).toBe(false);
    }
  });

  it('ask for the vectors of the examples once, and again after a failure', async () => {
    let calls = 0;
    const flaky: Embed = async (texts) => {
      calls++;
      if (calls === 1) throw new Error('offline');
      return compass(texts);
    };
    const selector = selectNearest(directions, { embed: flaky });
    await expect(selector.select('n', 1)).rejects.toThrow('offline');
    await selector.select('n', 1);
    await selector.select('n', 2);
    expect(calls).toBe(4); // the failure, the list, and two questions
  });

  it('refuse vectors that cannot be compared', async () => {
    for (const vectors of [[], [[1], [1], [1, 2], [1]], [[1], [1], [Number.NaN], [1]]]) {
      const selector = selectNearest(directions, { embed: async () => vectors });
      await expect(selector.select('n', 1)).rejects.toThrow(ArgumentError);
    }
    const zeros = selectNearest(directions, { embed: async (texts) => texts.map(() => [0, 0]) });
    expect((await zeros.select('n', 1)).reasons[0]?.score).toBe(0);
  });
});

describe('selectByNgramOverlap', () => {
  it('counts repeated words once for each time they are shared', async () => {
    const { reasons } = await selectByNgramOverlap([{ input: 'no no no', output: 0 }]).select('no No yes', 1);
    // 2 of 3 words on both sides, and 1 of 2 pairs.
    expect(reasons[0]?.score).toBeCloseTo((2 / 3 + 1 / 2) / 2, 12);
    expect(() => selectByNgramOverlap(pool, { longest: 0 })).toThrow(ArgumentError);
  });
});

describe('selectByLength', () => {
  it('takes a length or that of the question, by any measure', async () => {
    const shortest = await selectByLength(pool, { length: 0 }).select('new', 1);
    expect(shortest.examples[0]?.input).toBe('a joy');
    const lengthOf = (text: string): number => text.split(' ').length;
    const words = await selectByLength(pool, { lengthOf }).select('one two', 2);
    expect(words.reasons.map(({ score }) => score)).toEqual([0, 0]);
  });
});
