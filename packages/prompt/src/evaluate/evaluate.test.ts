import { readFileSync } from 'node:fs';
import type { Metric } from '@fm/core';
import { describe, expect, it } from 'vitest';
import { scriptedModel } from '../providers/scripted-model.ts';
import { metricOver, percentileInterval, quantile } from './bootstrap.ts';
import { compare } from './compare.ts';
import { evaluate } from './evaluate.ts';
import { mapConcurrently } from './map-concurrently.ts';
import { accuracy, labelAccuracy } from './metrics/accuracy.ts';
import { brierScore } from './metrics/brier-score.ts';
import { exactMatch } from './metrics/exact-match.ts';
import { expectedCalibrationError } from './metrics/expected-calibration-error.ts';
import { tokenF1Score } from './metrics/token-f1.ts';
import type { Observation } from './observation.ts';
import { orderSensitivity } from './order-sensitivity.ts';

interface Golden {
  readonly classification: {
    readonly observations: readonly {
      readonly expected: string;
      readonly label: string;
      readonly probabilities: Readonly<Record<string, number>>;
    }[];
    readonly accuracy: number;
    readonly recall: Readonly<Record<string, number>>;
    readonly brier: number;
    readonly calibrationError: Readonly<Record<string, number>>;
  };
  readonly tokenF1: readonly { readonly output: string; readonly expected: string; readonly f1: number }[];
  readonly percentiles: {
    readonly sample: readonly number[];
    readonly intervals: Readonly<Record<string, readonly [number, number]>>;
  };
  readonly bootstrap: { readonly sample: readonly number[]; readonly interval: readonly [number, number] };
}

const golden = JSON.parse(
  readFileSync(new URL('__golden__/metrics.json', import.meta.url), 'utf8'),
) as Golden;
const usage = { inputTokens: 0, outputTokens: 0 };

describe('metrics', () => {
  const { observations, recall, brier, calibrationError, ...rest } = golden.classification;
  const seen = observations.map(({ expected, ...output }) => ({
    input: '',
    expected,
    output,
    latency: 0,
    usage,
  }));
  const value = (metric: Metric<(typeof seen)[number]>): number => metricOver(metric, seen);

  it('match numpy on three classes', () => {
    expect(value(accuracy())).toBeCloseTo(rest.accuracy, 12);
    expect(value(brierScore())).toBeCloseTo(brier, 12);
    for (const [label, share] of Object.entries(recall))
      expect(value(labelAccuracy(label))).toBeCloseTo(share, 12);
    for (const [bins, error] of Object.entries(calibrationError))
      expect(value(expectedCalibrationError({ bins: Number(bins) }))).toBeCloseTo(error, 12);
    expect(() => expectedCalibrationError({ bins: 0 })).toThrow(/bins/);
    expect(value(labelAccuracy('fish'))).toBeNaN();
  });

  it.each(golden.tokenF1)('matches SQuAD: $output / $expected', ({ output, expected, f1 }) => {
    expect(tokenF1Score(output, expected)).toBeCloseTo(f1, 12);
  });

  it('compare values that are no text by their JSON', () => {
    const pairs: readonly (readonly [unknown, unknown, number])[] = [
      ['a', 'a', 1],
      ['a', 'A', 0],
      [{ a: 1, b: [2] }, { b: [2], a: 1 }, 1],
      [{ a: 1 }, { a: 2 }, 0],
      ['1', 1, 0],
    ];
    for (const [output, expected, right] of pairs)
      expect(metricOver(exactMatch(), [{ input: '', output, expected, latency: 0, usage }])).toBe(right);
  });
});

describe('bootstrap intervals', () => {
  it('take the percentiles that numpy takes', () => {
    const { sample, intervals } = golden.percentiles;
    for (const [confidence, interval] of Object.entries(intervals))
      for (const [i, end] of percentileInterval(sample, Number(confidence)).entries())
        expect(end).toBeCloseTo(interval[i] as number, 12);
    expect(percentileInterval([Number.NaN, 1, 2, 3], 0.5)).toEqual([1.5, 2.5]);
    expect(quantile([], 0.5)).toBeNaN();
  });

  it('of a share agree with numpy’s', async () => {
    const { sample, interval } = golden.bootstrap;
    const dataset = sample.map((bit) => ({ input: bit, output: 1 }));
    const options = { dataset, program: (bit: number) => bit, metrics: [exactMatch()], resamples: 4000 };
    const { report } = await evaluate(options).result;
    const [lower = 0, upper = 0] = report.metrics[0]?.interval ?? [];
    expect(Math.abs(lower - interval[0])).toBeLessThanOrEqual(0.0200001);
    expect(Math.abs(upper - interval[1])).toBeLessThanOrEqual(0.0200001);
    const again = await evaluate({ ...options, seed: 1 }).result;
    expect(again.report.metrics[0]?.value).toBe(report.metrics[0]?.value);
  });
});

const numbers = Array.from({ length: 40 }, (_, i) => ({ input: i, output: i % 2 === 0 ? 'even' : 'odd' }));

describe('an evaluation', () => {
  it('reports values, intervals, tokens and time as JSON that is the same every time', async () => {
    const run = (): ReturnType<typeof evaluate<number, string, string>> =>
      evaluate({
        name: 'parity',
        dataset: numbers,
        program: async (n, { count, index }) => {
          const { text, usage: cost } = await scriptedModel([n % 3 === 0 ? 'even' : 'odd']).generate({
            messages: [{ role: 'user', content: `Is ${n} even?` }],
          }).result;
          expect(index).toBe(n);
          count(cost);
          return text;
        },
        metrics: [accuracy(), labelAccuracy('even')],
      });
    const { report, observations } = await run().result;
    const { latency, ...rest } = report;
    expect(latency.median).toBeGreaterThan(0);
    expect(observations.map(({ input }) => input)).toEqual(numbers.map(({ input }) => input));
    expect(rest).toMatchInlineSnapshot(`
      {
        "bootstrap": {
          "confidence": 0.95,
          "resamples": 1000,
          "seed": 0,
        },
        "dataset": {
          "fingerprint": "a0d66ef7322d03842eea918eace1f11c65d05d92cfb32b9be4d25185bcbb9fcc",
          "size": 40,
        },
        "format": "fm-evaluation",
        "metrics": [
          {
            "goal": "maximize",
            "interval": [
              0.35,
              0.65,
            ],
            "name": "accuracy",
            "value": 0.5,
          },
          {
            "goal": "maximize",
            "interval": [
              0.13636363636363635,
              0.5625679347826086,
            ],
            "name": "accuracy of even",
            "value": 0.35,
          },
        ],
        "name": "parity",
        "usage": {
          "inputTokens": 120,
          "outputTokens": 40,
        },
        "version": 1,
      }
    `);
    const { latency: _, ...again } = (await run().result).report;
    expect(again).toEqual(rest);
    expect(JSON.parse(JSON.stringify(rest))).toEqual(rest);
  });

  it('tells how far it is', async () => {
    const job = evaluate({ dataset: numbers.slice(0, 3), program: () => 'odd', metrics: [accuracy()] });
    const progress = [];
    for await (const { completed, total, unit } of job) progress.push(`${completed}/${total} ${unit}`);
    expect(progress).toEqual(['1/3 examples', '2/3 examples', '3/3 examples']);
  });

  it('does not know the tokens of programs that do not', async () => {
    const { observations, report } = await evaluate({
      dataset: numbers.slice(0, 2),
      program: (n, { count }) => {
        count({ inputTokens: 3, outputTokens: n === 0 ? 2 : undefined });
        count({ inputTokens: 4, outputTokens: 1 });
        return 'odd';
      },
      metrics: [accuracy()],
    }).result;
    expect(observations[0]?.usage).toEqual({ inputTokens: 7, outputTokens: 3 });
    expect(report.usage).toEqual({ inputTokens: 14, outputTokens: undefined });
  });

  it('ends with the error of a program, or counts what stands for it', async () => {
    const program = (n: number): string => {
      if (n === 1) throw new Error('boom');
      return 'even';
    };
    const options = { dataset: numbers.slice(0, 4), program, metrics: [accuracy()] };
    await expect(evaluate(options).result).rejects.toThrow('boom');
    const { report } = await evaluate({ ...options, onError: () => 'odd' }).result;
    expect(report.metrics[0]?.value).toBe(0.75);
  });

  it('stops by a signal and by a break', async () => {
    const abort = new AbortController();
    const job = evaluate({
      dataset: numbers,
      program: (): Promise<string> => new Promise(() => {}),
      metrics: [accuracy()],
      signal: abort.signal,
    });
    setTimeout(() => abort.abort(new Error('enough')), 5);
    await expect(job.result).rejects.toThrow('enough');
    const left = evaluate({ dataset: numbers, program: () => 'odd', metrics: [accuracy()] });
    for await (const _ of left) break;
    await expect(left.result).rejects.toThrow(/left/);
  });

  it('needs examples', () => {
    expect(() => evaluate({ dataset: [], program: () => '', metrics: [] })).toThrow(/no examples/);
    expect(() => evaluate({ dataset: numbers, program: () => '', metrics: [], confidence: 1 })).toThrow(
      /confidence/,
    );
  });
});

it('mapConcurrently never works on more at once', async () => {
  let active = 0;
  let most = 0;
  const seen: number[] = [];
  const work = async (item: number): Promise<number> => {
    most = Math.max(most, ++active);
    await new Promise((resolve) => setTimeout(resolve, 1));
    active--;
    return item * 2;
  };
  for await (const { index, value } of mapConcurrently([1, 2, 3, 4, 5, 6, 7], work, 3)) seen[index] = value;
  expect(seen).toEqual([2, 4, 6, 8, 10, 12, 14]);
  expect(most).toBe(3);
  await expect(mapConcurrently([1], work, 0).next()).rejects.toThrow(/concurrency/);
});

describe('a comparison', () => {
  const evaluated = (right: (n: number) => boolean): ReturnType<typeof evaluate<number, string, string>> =>
    evaluate({
      dataset: numbers,
      program: (n) => (right(n) === (n % 2 === 0) ? 'even' : 'odd'),
      metrics: [accuracy()],
    });

  it('sees a small difference that the separate intervals do not', async () => {
    const before = await evaluated((n) => n % 4 !== 0).result;
    const after = await evaluated((n) => n % 4 !== 0 || n > 20).result;
    const found = compare({ before, after, metric: accuracy() });
    expect(found).toMatchObject({ metric: 'accuracy', before: 0.75, after: 0.85 });
    expect(found.difference).toBeCloseTo(0.1, 12);
    expect(found.interval[0]).toBeGreaterThan(0);
    const [lower = 0, upper = 0] = before.report.metrics[0]?.interval ?? [];
    expect(upper - lower).toBeGreaterThan(found.interval[1] - found.interval[0]);
    expect(found.shareBetter).toBeGreaterThan(0.9);
    const same = compare({ before, after: before, metric: accuracy() });
    expect(same).toMatchObject({ difference: 0, interval: [0, 0], shareBetter: 0.5 });
  });

  it('of different examples is refused', async () => {
    const before = await evaluated(() => true).result;
    const after = await evaluate({ dataset: numbers.slice(1), program: () => 'odd', metrics: [] }).result;
    expect(() => compare({ before, after, metric: accuracy() })).toThrow(/different examples/);
  });
});

describe('order sensitivity', () => {
  const demonstrations = numbers.slice(0, 3);
  /** Right when the first demonstration is the last number: two of six orders. */
  const program = (shown: readonly (typeof numbers)[number][]) => (): string =>
    shown[0]?.input === 2 ? 'even' : 'odd';
  const dataset = [{ input: 0, output: 'even' }];
  const metric: Metric<Observation<number, string, string>> = accuracy();

  it('tries all orders when they are few', async () => {
    const found = await orderSensitivity({ demonstrations, program, dataset, metric });
    expect(found.orders.map(({ order }) => order.join(''))).toEqual([
      '012',
      '021',
      '102',
      '120',
      '201',
      '210',
    ]);
    expect(found).toMatchObject({ best: 1, worst: 0 });
    expect(found.mean).toBeCloseTo(1 / 3, 12);
    expect(found.standardDeviation).toBeCloseTo(Math.sqrt(2) / 3, 12);
  });

  it('tries some of many, different ones', async () => {
    const many = { demonstrations: numbers.slice(0, 8), program, dataset, metric, maxOrders: 5 };
    const { orders } = await orderSensitivity(many);
    expect(new Set(orders.map(({ order }) => order.join())).size).toBe(5);
    await expect(orderSensitivity({ ...many, maxOrders: 0 })).rejects.toThrow(/maxOrders/);
  });
});
