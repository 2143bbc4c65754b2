import { type Denoiser, hostTensor } from '@fm/core';
import { describe, expect, it } from 'vitest';

import { variancePreservingGrid } from '../grids/variance-preserving-grid.ts';
import { ddim } from '../samplers/ddim.ts';
import { linearSchedule } from '../schedules/linear.ts';
import { sample } from './sample.ts';

const grid = variancePreservingGrid(linearSchedule(), [999, 800, 600, 400, 200, 0]);
const sampler = ddim(grid, { eta: 0.7 });
const start = hostTensor('f32', [0.4, -1.2, 0.7, 2, 1.5, -0.3, 0.1, -2], [2, 4]);
const denoiser: Denoiser = {
  name: 'half',
  prediction: 'epsilon',
  sampleShape: [4],
  predict: async ({ sample: x }) => ({ ...x, data: x.data.map((value) => value / 2) }),
};

describe('sample', () => {
  it('gives one event for each evaluation and the last sample as result', async () => {
    const run = sample({ sampler, denoiser, sample: start, seed: 3 });
    const events = [];
    for await (const event of run) events.push(event);
    expect(events.map(({ timestep }) => timestep)).toEqual([999, 800, 600, 400, 200, 0]);
    expect(events.map(({ index }) => index)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await run.result).toEqual(events.at(-1)?.x);
  });

  it('resumes and forks from any event to the same sample', async () => {
    const whole = await sample({ sampler, denoiser, sample: start, seed: 3 }).result;
    for await (const { state } of sample({ sampler, denoiser, sample: start, seed: 3 })) {
      const saved = structuredClone(state);
      const [resumed, forked] = await Promise.all([
        sample({ sampler, denoiser, state: saved }).result,
        sample({ sampler, denoiser, state }).result,
      ]);
      expect(resumed.data).toEqual(whole.data);
      expect(forked.data).toEqual(whole.data);
    }
  });

  it('stops before the next evaluation when aborted', async () => {
    const controller = new AbortController();
    let evaluations = 0;
    const run = sample({ sampler, denoiser, sample: start, signal: controller.signal });
    const iterate = async (): Promise<void> => {
      for await (const event of run) {
        evaluations = event.evaluations;
        if (evaluations === 2) controller.abort();
      }
    };
    await expect(iterate()).rejects.toThrow('aborted');
    expect(evaluations).toBe(2);
  });

  it('gives an image of a batch the sample it has alone, with one seed for each', async () => {
    const both = await sample({ sampler, denoiser, sample: start, seed: [5, 6] }).result;
    const second = hostTensor('f32', start.data.slice(4), [1, 4]);
    const alone = await sample({ sampler, denoiser, sample: second, seed: [6] }).result;
    expect(both.data.slice(4)).toEqual(alone.data);
  });

  it('refuses a network output that is not finite, naming the timestep', async () => {
    const broken: Denoiser = {
      ...denoiser,
      predict: async ({ sample: x, time }) => ({
        ...x,
        data: x.data.map((value) => ((time.data[0] as number) < 500 ? Number.NaN : value)),
      }),
    };
    const { result } = sample({ sampler, denoiser: broken, sample: start });
    await expect(result).rejects.toThrow(/NaN at element 0, timestep 400/);
  });

  it('refuses a network output of another shape, with the remedy for learned variances', async () => {
    const double: Denoiser = {
      ...denoiser,
      predict: async () => hostTensor('f32', new Float32Array(16), [2, 8]),
    };
    await expect(sample({ sampler, denoiser: double, sample: start }).result).rejects.toThrow(
      /learnedVariance/,
    );
  });
});
