import {
  type Backend,
  type CheckpointStore,
  type Dataset,
  FormatError,
  type HostTensor,
  hostTensor,
  referenceBackend,
  StorageError,
} from '@fm/core';
import { ortBackend } from '@fm/ort/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { memoryCheckpoints } from '../checkpoints/memory-checkpoints.ts';
import { adamW, chain, clipByGlobalNorm, ema } from '../optimizers/index.ts';
import { cosine } from '../schedules/index.ts';
import {
  batchAt,
  firstParameters,
  LinearRegression,
  problem,
  squaredError,
} from '../testing/linear-regression.ts';
import {
  compileEvaluation,
  measurePeakFlops,
  train,
  type TrainEvent,
  type TrainingRun,
  type TrainOptions,
} from './index.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await ortBackend({ intraOpThreads: 1 });
});
afterAll(() => backend[Symbol.asyncDispose]());

const model = new LinearRegression();
const options = (more: Partial<TrainOptions<LinearRegression>> = {}): TrainOptions<LinearRegression> => ({
  model,
  objective: squaredError,
  optimizer: chain(clipByGlobalNorm(1), adamW({ learningRate: cosine({ peak: 0.1, steps: 40 }) })),
  backend,
  data: problem(),
  steps: 10,
  ...more,
});

async function eventsOf(run: TrainingRun): Promise<TrainEvent[]> {
  const events: TrainEvent[] = [];
  for await (const event of run) events.push(event);
  return events;
}

const losses = (events: readonly TrainEvent[]): number[] =>
  events.flatMap((event) => (event.type === 'step' ? [event.loss] : []));

describe('train', () => {
  it('yields the plan, every step and the end', async () => {
    const run = train(options({ peakFlops: 1e9 }));
    const events = await eventsOf(run);
    expect(events.map(({ type }) => type)).toEqual(['plan', ...Array<string>(10).fill('step'), 'end']);
    expect(events[0]).toMatchObject({
      parameters: 11,
      trainable: 11,
      steps: 10,
      resumedAt: 0,
      unit: 'examples',
      unitsPerStep: 8,
    });
    expect(events[1]).toMatchObject({
      step: 1,
      steps: 10,
      learningRate: 0.1,
      weight: 8,
      unitsPerSecond: expect.any(Number),
      utilization: expect.any(Number),
    });
    expect(events.at(-1)).toMatchObject({ reason: 'finished', step: 10 });
    expect(await run.result).toMatchObject({
      reason: 'finished',
      step: 10,
      loss: losses(events)[9],
      best: undefined,
    });
  });

  it('runs by itself when only the result is awaited', async () => {
    const { parameters, step } = await train(options()).result;
    expect(step).toBe(10);
    expect(Object.keys(parameters)).toEqual(['weight', 'bias', 'gain']);
    expect((parameters.weight as HostTensor).data).not.toEqual(firstParameters().weight?.data);
  });

  it('repeats itself with the same seed, and not with another', async () => {
    const [first, second, third] = [
      await eventsOf(train(options())),
      await eventsOf(train(options())),
      await eventsOf(train(options({ seed: 1 }))),
    ];
    expect(losses(second)).toEqual(losses(first));
    expect(losses(third)).not.toEqual(losses(first));
  });

  it('resumes as if it had never stopped', async () => {
    const store = memoryCheckpoints();
    const evaluation = { data: problem(2), every: 3 };
    const whole = train(options({ steps: 12, evaluation }));
    const expected = await eventsOf(whole);
    const before = await eventsOf(train(options({ steps: 5, evaluation, checkpoints: { store } })));
    const rest = train(options({ steps: 12, evaluation, checkpoints: { store } }));
    const after = await eventsOf(rest);
    expect(after[0]).toMatchObject({ type: 'plan', resumedAt: 5 });
    expect([...losses(before), ...losses(after)]).toEqual(losses(expected));
    expect((await rest.result).parameters).toEqual((await whole.result).parameters);
    expect((await store.latest())?.cursor).toEqual({ next: 12 });
  });

  it('starts afresh when told not to resume', async () => {
    const store = memoryCheckpoints();
    await train(options({ steps: 3, checkpoints: { store } })).result;
    const events = await eventsOf(train(options({ steps: 3, checkpoints: { store, resume: false } })));
    expect(losses(events)).toHaveLength(3);
  });

  it('does nothing when the checkpoint has taken all steps', async () => {
    const store = memoryCheckpoints();
    await train(options({ checkpoints: { store } })).result;
    expect((await eventsOf(train(options({ checkpoints: { store } })))).map(({ type }) => type)).toEqual([
      'plan',
      'end',
    ]);
  });

  it('warns when a checkpoint comes from another optimizer or dataset', async () => {
    const store = memoryCheckpoints();
    await train(options({ steps: 1, checkpoints: { store } })).result;
    const data: Dataset = { ...problem(), name: 'other data' };
    const events = await eventsOf(train(options({ steps: 2, data, checkpoints: { store } })));
    expect(events[0]).toMatchObject({
      type: 'warning',
      message: expect.stringContaining('data "linear problem", this run has "other data"'),
    });
  });

  it('warns of a damaged checkpoint and goes on from the one before', async () => {
    const store = memoryCheckpoints();
    await train(options({ steps: 2, checkpoints: { store } })).result;
    const damaged: CheckpointStore = {
      ...store,
      latest: async ({ onWarning } = {}) => {
        onWarning?.(new FormatError('step-00000003 is damaged'));
        return store.latest();
      },
    };
    const events = await eventsOf(train(options({ steps: 4, checkpoints: { store: damaged } })));
    expect(events[0]).toMatchObject({
      type: 'warning',
      message: expect.stringContaining('step-00000003 is damaged'),
      error: { code: 'FM_FORMAT' },
    });
    expect(events[1]).toMatchObject({ type: 'plan', resumedAt: 2 });
  });

  it('evaluates, remembers the best, and saves it', async () => {
    const store = memoryCheckpoints();
    const run = train(
      options({
        steps: 9,
        evaluation: { data: problem(3), every: 2 },
        checkpoints: { store, metadata: { config: 1 } },
      }),
    );
    const evaluations = (await eventsOf(run)).flatMap((event) =>
      event.type === 'evaluation' ? [event] : [],
    );
    expect(evaluations.map(({ step }) => step)).toEqual([2, 4, 6, 8, 9]);
    expect(evaluations[0]).toMatchObject({
      weight: 24,
      isBest: true,
      values: { meanError: expect.any(Number) },
    });
    const best = evaluations.reduce((a, b) => (b.loss < a.loss ? b : a));
    expect((await run.result).best).toEqual({ step: best.step, loss: best.loss });
    expect(await store.best()).toMatchObject({
      step: best.step,
      metadata: { config: 1, training: { best: { loss: best.loss } } },
    });
  });

  it('evaluates averaged parameters when asked to', async () => {
    const optimizer = chain(adamW({ learningRate: 0.1 }), ema(0.99));
    const evaluate = async (averaged: boolean): Promise<number | undefined> =>
      (await train(options({ optimizer, evaluation: { data: problem(1), every: 10, averaged } })).result).best
        ?.loss;
    expect(await evaluate(true)).toBeGreaterThan((await evaluate(false)) as number);
  });

  it('accumulates gradients over micro-batches', async () => {
    const events = await eventsOf(train(options({ steps: 2, accumulate: 3 })));
    expect(events[0]).toMatchObject({ unitsPerStep: 24 });
    expect(events[1]).toMatchObject({ weight: 24 });
  });

  it('stops after the running step and saves a last checkpoint', async () => {
    const store = memoryCheckpoints();
    const controller = new AbortController();
    const run = train(
      options({
        steps: 1000,
        signal: controller.signal,
        checkpoints: { store },
        evaluation: { data: problem(1), every: 1000 },
      }),
    );
    for await (const event of run) if (event.type === 'step' && event.step === 4) controller.abort();
    expect(await run.result).toMatchObject({ reason: 'aborted', step: 4 });
    expect((await store.latest())?.step).toBe(4);
  });

  it('stops when its reader leaves the loop', async () => {
    const store = memoryCheckpoints();
    const run = train(options({ steps: 1000, checkpoints: { store } }));
    for await (const event of run) if (event.type === 'step' && event.step === 3) break;
    expect(await run.result).toMatchObject({ reason: 'aborted', step: 3 });
    expect((await store.latest())?.step).toBe(3);
    expect(() => run[Symbol.asyncIterator]()).toThrow(/iterated once/);
  });

  it('ends when the data runs out', async () => {
    expect(await train(options({ data: problem(4), steps: 10 })).result).toMatchObject({
      reason: 'data exhausted',
      step: 4,
    });
  });

  it('closes its dataset', async () => {
    let closed = 0;
    const data: Dataset = {
      name: 'counted',
      async *batches() {
        try {
          for (let i = 0; ; i++) yield { batch: batchAt(i), cursor: {} };
        } finally {
          closed++;
        }
      },
    };
    await train(options({ data, steps: 2 })).result;
    expect(closed).toBe(1);
  });
});

describe('bad input to training', () => {
  it('names an empty dataset', async () => {
    await expect(train(options({ data: problem(0) })).result).rejects.toMatchObject({
      code: 'FM_ARGUMENT',
      message: expect.stringContaining('"linear problem" is empty'),
    });
    await expect(train(options({ evaluation: { data: problem(0), every: 1 } })).result).rejects.toMatchObject(
      { code: 'FM_ARGUMENT' },
    );
  });

  it('names the batch tensor that is NaN, and keeps the checkpoint before', async () => {
    const store = memoryCheckpoints();
    const data: Dataset = {
      name: 'poisoned',
      async *batches() {
        for (let i = 0; ; i++) {
          const { x, y } = batchAt(i);
          yield {
            batch: {
              x:
                i === 3
                  ? hostTensor('f32', new Float32Array(32).fill(Number.NaN), [8, 4])
                  : (x as HostTensor),
              y: y as HostTensor,
            },
            cursor: { next: i + 1 },
          };
        }
      },
    };
    const run = train(options({ data, checkpoints: { store, every: 1 } }));
    await expect(eventsOf(run)).rejects.toMatchObject({
      code: 'FM_NUMERICAL',
      message: expect.stringMatching(/Step 4: batch\/x is not finite/),
    });
    await expect(run.result).rejects.toMatchObject({ code: 'FM_NUMERICAL' });
    expect((await store.latest())?.step).toBe(3);
  });

  it('refuses options out of range', async () => {
    const store = memoryCheckpoints();
    const bad: Partial<TrainOptions<LinearRegression>>[] = [
      { steps: 0 },
      { accumulate: 1.5 },
      { evaluation: { data: problem(1), every: 0 } },
      { checkpoints: { store, every: -1 } },
      { peakFlops: 0 },
    ];
    for (const more of bad)
      await expect(train(options(more)).result).rejects.toMatchObject({ code: 'FM_ARGUMENT' });
  });

  it('passes on that a checkpoint could not be saved', async () => {
    const failing: CheckpointStore = {
      ...memoryCheckpoints(),
      save: async () => {
        throw new StorageError('full', { hint: 'free some space' });
      },
    };
    await expect(train(options({ checkpoints: { store: failing, every: 2 } })).result).rejects.toMatchObject({
      code: 'FM_STORAGE',
    });
  });

  it('passes on what the dataset throws', async () => {
    const data: Dataset = {
      name: 'broken',
      async *batches() {
        yield { batch: batchAt(0), cursor: {} };
        throw new Error('cannot read');
      },
    };
    await expect(train(options({ data })).result).rejects.toThrow('cannot read');
  });
});

describe('compileEvaluation', () => {
  it('weighs batches by how much counts in them', async () => {
    await using evaluate = compileEvaluation({ model, objective: squaredError, backend: referenceBackend() });
    const of = (...batches: (readonly [number, number])[]): Dataset => ({
      name: 'some',
      async *batches() {
        for (const [index, rows] of batches) yield { batch: batchAt(index, rows), cursor: {} };
      },
    });
    const [small, large] = [
      await evaluate(firstParameters(), of([0, 2])),
      await evaluate(firstParameters(), of([1, 6])),
    ];
    const both = await evaluate(firstParameters(), of([0, 2], [1, 6]));
    expect(both.weight).toBe(8);
    expect(both.loss).toBeCloseTo((2 * small.loss + 6 * large.loss) / 8, 6);
    expect(await evaluate(firstParameters(), of([0, 2], [1, 6]), { batches: 1 })).toEqual(small);
  });
});

it('measures the rate of a matrix product', async () => {
  expect(await measurePeakFlops(backend, { size: 64, seconds: 0.01 })).toBeGreaterThan(1e6);
});
