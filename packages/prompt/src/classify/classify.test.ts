import {
  ArgumentError,
  type ContinuationScore,
  initialize,
  type LanguageModel,
  referenceBackend,
  UnsupportedError,
} from '@fm/core';
import { Gpt2, languageModel } from '@fm/lm';
import { byteTokenizer } from '@fm/lm/tokenizer';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { task } from '../task/task.ts';
import { batch } from './calibration/batch.ts';
import { contextual } from './calibration/contextual.ts';
import { pmi } from './calibration/pmi.ts';
import { fitTemperature, temperature } from './calibration/temperature.ts';
import { classify } from './classify.ts';
import { toDecisionModel } from './decision-model.ts';

type Scorer = Pick<LanguageModel, 'name' | 'scoreContinuations'> & { readonly asked: [string, string][] };

/** A model that looks its log-probabilities up; a word has as many tokens as it has parts between hyphens. */
function table(rows: Readonly<Record<string, Readonly<Record<string, number>>>>): Scorer {
  const asked: [string, string][] = [];
  return {
    name: 'table',
    asked,
    async scoreContinuations(prefix, continuations) {
      return continuations.map((continuation): ContinuationScore => {
        asked.push([prefix, continuation]);
        const probability = rows[prefix]?.[continuation];
        if (probability === undefined)
          throw new Error(`nothing about ${JSON.stringify([prefix, continuation])}`);
        const tokens = new Uint32Array(continuation.split('-').length);
        const logProb = Math.log(probability);
        return { continuation, logProb, tokens, logProbs: Float64Array.of(logProb), isGreedy: false };
      });
    },
  };
}

const labels = { positive: ['good', 'great'], negative: ['bad'] } as const;
const prompt = (input: string): string => `${input} →`;
const biased = table({
  'a →': { ' good': 0.3, ' great': 0.1, ' bad': 0.1 },
  'b →': { ' good': 0.2, ' great': 0.1, ' bad': 0.2 },
  'N/A →': { ' good': 0.2, ' great': 0.2, ' bad': 0.1 },
  ' →': { ' good': 0.3, ' great': 0.3, ' bad': 0.2 },
  '[MASK] →': { ' good': 0.1, ' great': 0.25, ' bad': 0.15 },
  '→': { ' good': 0.05, ' great': 0.03, ' bad': 0.02 },
});

describe('classify', () => {
  it('adds the probabilities of a label’s words and reports what the model said', async () => {
    const [a] = await classify({ model: biased, inputs: ['a'], prompt, labels });
    expectTypeOf(a?.label).toEqualTypeOf<'positive' | 'negative' | undefined>();
    expect(a?.probabilities.positive).toBeCloseTo(0.4 / 0.5, 12);
    expect(a?.scores[0]?.score).toBeCloseTo(Math.log(0.4), 12);
    expect(a?.scores[0]?.words.map(({ word, tokens }) => [word, tokens])).toEqual([
      ['good', 1],
      ['great', 1],
    ]);
  });

  it('puts the space of a word on its own side, and none after a line end', async () => {
    const model = table({ 'x:': { ' a': 1, ' b': 1 }, 'x\n': { a: 1, b: 1 } });
    await classify({ model, inputs: ['x:', 'x\n'], prompt: (each: string) => each, labels: ['a', 'b'] });
    expect(model.asked).toEqual([
      ['x:', ' a'],
      ['x:', ' b'],
      ['x\n', 'a'],
      ['x\n', 'b'],
    ]);
  });

  it('divides by tokens for the mean', async () => {
    const model = table({ x: { ' a-b': 0.04, ' c': 0.1 } });
    const ask = { model, inputs: ['x'], prompt: (each: string) => each, labels: ['a-b', 'c'] } as const;
    expect((await classify(ask))[0]?.label).toBe('c');
    const [mean] = await classify({ ...ask, scoring: 'mean' });
    expect(mean?.label).toBe('a-b');
    expect(mean?.probabilities['a-b']).toBeCloseTo(0.2 / 0.3, 12);
  });

  it('scores the input behind the word for a channel', async () => {
    const model = table({
      'It was good. ': { a: 0.01 },
      'It was great. ': { a: 0.03 },
      'It was bad. ': { a: 0.02 },
    });
    const channel = (word: string, input: string): { prefix: string; continuation: string } => ({
      prefix: `It was ${word}. `,
      continuation: input,
    });
    const [a] = await classify({ model, inputs: ['a'], prompt, labels, scoring: 'channel', channel });
    expect(a?.probabilities.negative).toBeCloseTo(1 / 3, 12);
    await expect(classify({ model, inputs: ['a'], prompt, labels, scoring: 'channel' })).rejects.toThrow(
      ArgumentError,
    );
    await expect(
      classify({ model, inputs: ['a'], prompt, labels, scoring: 'channel', channel, calibration: pmi('x') }),
    ).rejects.toThrow(ArgumentError);
  });

  it('lets no label that there is not compile', async () => {
    const [a] = await classify({ model: biased, labels, prompt, inputs: ['a'] });
    // @ts-expect-error -- no such label
    expect(a?.probabilities.neutral).toBeUndefined();
    const sentiment = task({ name: 'sentiment', labels: ['up', 'down'] });
    const examples = [{ input: 'x', output: 'sideways' }];
    // @ts-expect-error -- examples have the task's labels
    const wrong = () => classify({ model: biased, task: sentiment, examples, inputs: ['y'] });
    await expect(wrong()).rejects.toThrow(ArgumentError);
  });

  it('takes its prompts from a task', async () => {
    const sentiment = task({
      name: 'sentiment',
      instruction: 'Judge.',
      labels: { up: ['up'], down: ['down'] },
    });
    const examples = [sentiment.example('x', 'up')];
    const text = 'Judge.\n\nInput: x\nOutput: up\n\nInput: y\nOutput:';
    const [y] = await classify({
      model: table({ [text]: { ' up': 0.1, ' down': 0.3 } }),
      task: sentiment,
      examples,
      inputs: ['y'],
    });
    expect(y?.label).toBe('down');
    const shown = 'Judge.\n\nOutput: up\nInput: x\n\n';
    const channel = table({
      [`${shown}Output: up\nInput:`]: { ' y': 0.2 },
      [`${shown}Output: down\nInput:`]: { ' y': 0.1 },
    });
    const [turned] = await classify({
      model: channel,
      task: sentiment,
      examples,
      inputs: ['y'],
      scoring: 'channel',
    });
    expect(turned?.label).toBe('up');
  });
});

// Each number below is worked out by hand from the table, by the formula of the paper.
describe('calibration', () => {
  const ask = { model: biased, inputs: ['a', 'b'], prompt, labels } as const;

  it('by content-free inputs divides by their mean probabilities', async () => {
    const found = await classify({ ...ask, calibration: contextual() });
    // p_cf: positive (4/5 + 3/4 + 7/10) / 3 = 3/4; p(a) = 4/5, p(b) = 3/5.
    const [a, b] = [0.8 / 0.75, 0.6 / 0.75];
    expect(found[0]?.probabilities.positive).toBeCloseTo(a / (a + 0.2 / 0.25), 12);
    expect(found[1]?.probabilities.positive).toBeCloseTo(b / (b + 0.4 / 0.25), 12);
    expect(found.map(({ label }) => label)).toEqual(['positive', 'negative']);
  });

  it('by content-free inputs makes these uniform', async () => {
    const [free] = await classify({ ...ask, inputs: ['N/A'], calibration: contextual(['N/A']) });
    expect(free?.probabilities.positive).toBeCloseTo(0.5, 12);
  });

  it('by the batch divides by its mean probabilities', async () => {
    const found = await classify({ ...ask, calibration: batch() });
    // Mean of 4/5 and 3/5 is 7/10.
    const [a, b] = [0.8 / 0.7, 0.6 / 0.7];
    expect(found[0]?.probabilities.positive).toBeCloseTo(a / (a + 0.2 / 0.3), 12);
    expect(found[1]?.probabilities.positive).toBeCloseTo(b / (b + 0.4 / 0.3), 12);
    const none = await classify({ ...ask, calibration: batch({ strength: 0 }) });
    expect(none[0]?.probabilities.positive).toBeCloseTo(0.8, 12);
    await expect(classify({ ...ask, inputs: ['a'], calibration: batch() })).rejects.toThrow(ArgumentError);
  });

  it('by pmi divides by the probabilities behind the domain, as the scoring of that name does', async () => {
    const calibrated = await classify({ ...ask, calibration: pmi('→') });
    // Ratios for a: positive 0.4 / 0.08 = 5, negative 0.1 / 0.02 = 5.
    expect(calibrated[0]?.probabilities.positive).toBeCloseTo(0.5, 12);
    // For b: 0.3 / 0.08 = 3.75 and 0.2 / 0.02 = 10.
    expect(calibrated[1]?.probabilities.positive).toBeCloseTo(3.75 / 13.75, 12);
    const scored = await classify({ ...ask, scoring: 'pmi', domain: '→' });
    expect(scored.map(({ probabilities }) => probabilities)).toEqual(
      calibrated.map(({ probabilities }) => probabilities),
    );
    await expect(classify({ ...ask, scoring: 'pmi' })).rejects.toThrow(/domain/);
  });

  it('by temperature keeps the label and softens the rest', async () => {
    const [a] = await classify({ ...ask, calibration: temperature(2) });
    expect(a?.probabilities.positive).toBeCloseTo(Math.sqrt(0.4) / (Math.sqrt(0.4) + Math.sqrt(0.1)), 12);
    const examples = [
      { input: 'a', output: 'positive' },
      { input: 'a', output: 'positive' },
      { input: 'a', output: 'negative' },
    ];
    const [fitted] = await classify({ ...ask, calibration: temperature(examples) });
    expect(fitted?.probabilities.positive).toBeCloseTo(2 / 3, 6);
    await expect(
      classify({ ...ask, calibration: temperature([{ input: 'a', output: 'other' }]) }),
    ).rejects.toThrow(ArgumentError);
    expect(() => temperature(0)).toThrow(ArgumentError);
  });

  it('finds the temperature of the least negative log-likelihood', () => {
    const row = fc.array(fc.double({ min: -8, max: 8, noNaN: true }), { minLength: 3, maxLength: 3 });
    const example = fc.tuple(row, fc.nat(2));
    fc.assert(
      fc.property(fc.array(example, { minLength: 3, maxLength: 12 }), (examples) => {
        const loss = (t: number): number =>
          -examples.reduce((sum, [scores, answer]) => {
            const weights = scores.map((score) => Math.exp(score / t));
            return sum + Math.log((weights[answer] as number) / weights.reduce((a, b) => a + b, 0));
          }, 0);
        const found = loss(
          fitTemperature(
            examples.map(([scores]) => scores),
            examples.map(([, answer]) => answer),
          ),
        );
        for (let t = 1 / 8; t <= 64; t *= 1.3) expect(found).toBeLessThanOrEqual(loss(t) + 1e-9);
      }),
      { numRuns: 50 },
    );
  });
});

describe('a decision model', () => {
  const state = [{ type: 'text' as const, text: 'S' }];

  it('answers choices, scores and yes-or-no questions with probabilities', async () => {
    const model = table({
      'S\n\nWhich?\n- x: the first\n- y\nAnswer:': { ' x': 0.1, ' y': 0.3 },
      'S\n\n- 0: low\n- 1: high\nAnswer:': { ' 0': 0.2, ' 1': 0.6 },
      'S\n\nSo?\n- yes\n- no\nAnswer:': { ' yes': 0.2, ' no': 0.3 },
    });
    const { answers, warnings } = await toDecisionModel(model).doDecide({
      state,
      questions: {
        choice: { type: 'choice', instructions: 'Which?', criteria: { x: 'the first', y: null } },
        score: { type: 'score', criteria: ['low', 'high'] },
        truth: { type: 'boolean', instructions: 'So?' },
      },
      maxOutputTokens: 5,
    });
    expect(answers['choice']).toMatchObject({
      type: 'choice',
      choice: 'y',
      probabilities: { x: expect.closeTo(0.25) },
    });
    expect(answers['score']).toMatchObject({ type: 'score', score: expect.closeTo(0.75) });
    expect(answers['truth']).toEqual({ type: 'boolean', probability: expect.closeTo(0.4) });
    expect(warnings.map((each) => 'feature' in each && each.feature)).toEqual(['maxOutputTokens']);
  });

  it('answers questions of any name', async () => {
    const questions = Object.fromEntries([['__proto__', { type: 'boolean' as const }]]);
    const model = table({ 'S\n\n- yes\n- no\nAnswer:': { ' yes': 0.2, ' no': 0.3 } });
    const { answers } = await toDecisionModel(model).doDecide({ state, questions });
    expect(Object.keys(answers)).toEqual(['__proto__']);
  });

  it('refuses boxes and files', async () => {
    const decide = toDecisionModel(table({})).doDecide;
    await expect(decide({ state, questions: { box: { type: 'box' } } })).rejects.toThrow(UnsupportedError);
  });
});

describe('a model with random weights', () => {
  it('classifies by words of several tokens', async () => {
    const tokenizer = byteTokenizer({ specialTokens: ['<|endoftext|>'] });
    const model = new Gpt2({ vocab_size: 257, n_positions: 64, n_embd: 16, n_layer: 1, n_head: 2 });
    await using lm = languageModel({
      model,
      tokenizer,
      parameters: initialize(model, 0),
      backend: referenceBackend(),
    });
    const found = await classify({
      model: lm,
      inputs: ['x', 'y'],
      prompt,
      labels,
      calibration: contextual(),
    });
    for (const { probabilities, scores } of found) {
      expect(probabilities.positive + probabilities.negative).toBeCloseTo(1, 12);
      expect(scores[1]?.words[0]?.tokens).toBe(4);
      expect(scores[1]?.score).toBeLessThan(-10);
    }
  });
});
