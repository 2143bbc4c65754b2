import { ArgumentError, type Denoiser, type DenoiserInput, hostTensor } from '@fm/core';
import { expect, it } from 'vitest';

import { type SamplingGrid, samplingGrid } from '../grids/sampling-grid.ts';
import { dpmSolverMultistep } from '../samplers/dpm-solver-multistep.ts';
import type { PlannedState } from '../samplers/planned-sampler.ts';
import { gaussianFlow } from '../testing/gaussian-data.ts';
import { chooseSampler, type SamplerCandidate } from './choose-sampler.ts';
import { sample } from './sample.ts';

const data = { mean: 0.5, deviation: 0.8 };
const probe = hostTensor('f32', [-1.2, 0.1, 0.6, 1.8], [1, 4]);

/** Evenly spaced in λ; the time is λ, so that the network below knows the noise level. */
function grid(steps: number): SamplingGrid {
  const level = (i: number): { alpha: number; sigma: number; timestep: number } => {
    const timestep = -4 + (6 * i) / steps;
    const alpha = 1 / Math.sqrt(1 + Math.exp(-2 * timestep));
    return { timestep, alpha, sigma: alpha * Math.exp(-timestep) };
  };
  const points = Array.from({ length: steps }, (_, i) => ({ ...level(i), inputScale: 1 }));
  return samplingGrid({ points, end: level(steps), initialScale: 1 });
}

const denoiser: Denoiser = {
  name: 'gaussian',
  prediction: 'sample',
  sampleShape: [4],
  async predict({ sample: noisy, time }: DenoiserInput) {
    const alpha = 1 / Math.sqrt(1 + Math.exp(-2 * (time.data[0] as number)));
    const gain = (alpha * data.deviation ** 2) / (alpha ** 2 * data.deviation ** 2 + 1 - alpha ** 2);
    return { ...noisy, data: noisy.data.map((x) => data.mean + gain * (x - alpha * data.mean)) };
  },
};

const candidates: readonly SamplerCandidate<PlannedState>[] = [1, 2, 3].map((order) => ({
  name: `${order}M`,
  order,
  make: (evaluations) => (evaluations < order ? undefined : dpmSolverMultistep(grid(evaluations), { order })),
}));

it('chooses a method near the best, and estimates errors to a factor of 5', async () => {
  const choice = await chooseSampler({ evaluations: 24, candidates, denoiser, probe });
  expect(choice.spent).toBe(3 * 36);
  const truth = await Promise.all(
    choice.ranking.map(async ({ sampler }) => {
      const ended = (await sample({ sampler, denoiser, sample: probe }).result).data;
      const from = grid(24).points[0] as SamplingGrid['points'][number];
      const exact = gaussianFlow(data, from, grid(24).end, probe);
      const squares = Array.from(exact, (x, i) => (x - Number(ended[i])) ** 2);
      return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
    }),
  );
  expect(choice.ranking.map(({ name }) => name).at(-1)).toBe('1M');
  expect(truth[0]).toBeLessThan(5 * Math.min(...truth));
  for (const [i, { error }] of choice.ranking.entries()) {
    expect(error).toBeGreaterThan((truth[i] as number) / 5);
    expect(error).toBeLessThan((truth[i] as number) * 5);
  }
});

it('leaves out what needs more evaluations than half the budget', async () => {
  const { ranking } = await chooseSampler({ evaluations: 4, candidates, denoiser, probe });
  expect(ranking.map(({ name }) => name).sort()).toEqual(['1M', '2M']);
  await expect(chooseSampler({ evaluations: 1, candidates, denoiser, probe })).rejects.toThrow(ArgumentError);
});

it('leaves out a method that meets NaN on the way', async () => {
  const wild: SamplerCandidate<PlannedState> = {
    name: 'wild',
    order: 1,
    make: (evaluations) => {
      const sampler = dpmSolverMultistep(grid(evaluations), { order: 1 });
      const next: typeof sampler.next = (state, prediction) => {
        const after = sampler.next(state, prediction);
        return { ...after, sample: { ...after.sample, data: after.sample.data.map(() => Number.NaN) } };
      };
      return { ...sampler, next };
    },
  };
  const { name, ranking } = await chooseSampler({
    evaluations: 12,
    candidates: [wild, ...candidates],
    denoiser,
    probe,
  });
  expect(name).not.toBe('wild');
  expect(ranking).toHaveLength(3);
  await expect(chooseSampler({ evaluations: 12, candidates: [wild], denoiser, probe })).rejects.toThrow(
    ArgumentError,
  );
});
