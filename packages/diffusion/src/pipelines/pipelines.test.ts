import {
  ArgumentError,
  type Denoiser,
  hostTensor,
  initialize,
  NumericalError,
  ShapeError,
  TorchGenerator,
  torchRandn,
} from '@fm/core';
import { ortBackend } from '@fm/ort/node';
import { describe, expect, it } from 'vitest';

import { fromDiffusersConfig } from '../diffusers/index.ts';
import { samplingGrid } from '../grids/index.ts';
import { networkDenoiser, UNet2d } from '../models/index.ts';
import { heun } from '../samplers/index.ts';
import { loadState, saveState } from '../sampling/index.ts';
import { generateImages } from './generate-images.ts';
import type { ImageEvent, ImageRun } from './image-run.ts';
import { imageToImage } from './image-to-image.ts';
import { inpaint } from './inpaint.ts';
import type { ImageState, PlanMaker } from './run-plan.ts';
import { skippedSteps } from './skipped-steps.ts';

const sampleShape = [1, 2, 4];
/** Halves what it sees: the label decides about the sign. */
const denoiser: Denoiser = {
  name: 'half',
  prediction: 'epsilon',
  sampleShape,
  async predict({ sample, conditioning }) {
    const labels = conditioning?.['classLabels']?.data;
    const size = sample.data.length / (sample.shape[0] as number);
    return {
      ...sample,
      data: sample.data.map((x, i) => {
        const label = labels === undefined ? 0 : Number(labels[Math.floor(i / size)]);
        return (x / 2) * (label % 2 === 0 ? 1 : -1);
      }),
    };
  },
};
const ddpm = fromDiffusersConfig({ _class_name: 'DDPMScheduler', clip_sample: false });
const ddim = fromDiffusersConfig({
  _class_name: 'DDIMScheduler',
  clip_sample: false,
  set_alpha_to_one: true,
});
const plan: PlanMaker = ddpm.plan;
const grid = samplingGrid({
  points: [10, 4, 1].map((sigma) => ({
    timestep: sigma,
    alpha: 1,
    sigma,
    inputScale: 1 / Math.sqrt(sigma ** 2 + 1),
  })),
  end: { alpha: 1, sigma: 0 },
  initialScale: 10,
});
const samples = (count: number) =>
  hostTensor(
    'f32',
    Float32Array.from({ length: count * 8 }, (_, i) => Math.cos(i)),
    [count, ...sampleShape],
  );

async function events(run: ImageRun): Promise<ImageEvent[]> {
  const seen: ImageEvent[] = [];
  for await (const event of run) seen.push(event);
  return seen;
}

describe('generateImages', () => {
  const options = { denoiser, plan: ddpm.plan({ steps: 5 }) };

  it('gives a picture of a batch the numbers it has alone', async () => {
    const both = await generateImages({ ...options, seeds: [3, 4n] }).result;
    const alone = await generateImages({ ...options, seeds: [4] }).result;
    expect(both.data.slice(8)).toEqual(alone.data);
    expect(both.data.slice(0, 8)).not.toEqual(alone.data);
  });

  it('gives a picture of a batch the numbers it has alone, with a real network', async () => {
    const network = new UNet2d({
      sample_size: 4,
      in_channels: 1,
      out_channels: 1,
      block_out_channels: [4, 8],
      down_block_types: ['DownBlock2D', 'AttnDownBlock2D'],
      up_block_types: ['AttnUpBlock2D', 'UpBlock2D'],
      layers_per_block: 1,
      norm_num_groups: 2,
      attention_head_dim: 4,
      num_class_embeds: 4,
    });
    await using backend = await ortBackend();
    const parameters = initialize(network, 1);
    await using real = networkDenoiser(network, { backend, parameters, prediction: 'epsilon' });
    const run = (seeds: number[], classLabels: number[]) =>
      generateImages({ ...options, denoiser: real, seeds, classLabels, guidance: { scale: 2 } }).result;
    const [both, alone] = [await run([8, 9, 10], [0, 1, 2]), await run([9], [1])];
    for (const [i, x] of alone.data.entries()) expect(both.data[16 + i]).toBeCloseTo(x, 5);
  });

  it('starts from the first numbers of each seed and never sees them again as fresh noise', async () => {
    const seen: Float32Array[] = [];
    // Its data estimate is zero: what follows an evaluation is the sampler's fresh noise, scaled.
    const zero: Denoiser = {
      ...denoiser,
      prediction: 'sample',
      async predict({ sample }) {
        seen.push(sample.data);
        return { ...sample, data: sample.data.map(() => 0) };
      },
    };
    const lcm = fromDiffusersConfig({ _class_name: 'LCMScheduler', prediction_type: 'sample' });
    await generateImages({ denoiser: zero, plan: lcm.plan({ steps: 2 }), seeds: [5] }).result;
    const generator = new TorchGenerator(5);
    const [first, second] = [1, 2].map(() => torchRandn(generator, [1, ...sampleShape]).data);
    expect(seen[0]).toEqual(first);
    const ratio = (seen[1]![0] as number) / (second![0] as number);
    for (const [i, x] of seen[1]!.entries()) expect(x).toBeCloseTo(ratio * (second![i] as number), 5);
  });

  it('reports progress, and previews the finished pictures at every step', async () => {
    const seen = await events(generateImages({ ...options, seeds: [1, 2] }));
    expect(seen.map(({ progress: { completed, total } }) => [completed, total])).toEqual(
      [1, 2, 3, 4, 5].map((n) => [n, 5]),
    );
    expect(seen[0]!.preview()).toHaveLength(2);
    expect(seen[0]!.preview()[1]).toMatchObject({ width: 4, height: 2, channels: 1 });
  });

  it('counts both evaluations of Heun’s steps', async () => {
    const run = await events(generateImages({ denoiser, plan: { grid, sampler: heun(grid) }, seeds: [1] }));
    expect(run.at(-1)?.progress).toMatchObject({ completed: 5, total: 5 });
  });

  it('goes on from a saved state to the same pictures', async () => {
    const seeds = [6, 7];
    const whole = await generateImages({ ...options, seeds }).result;
    for (const { state } of await events(generateImages({ ...options, seeds }))) {
      const saved = loadState<ImageState>(saveState(state));
      const resumed = await generateImages({ ...options, seeds, state: saved }).result;
      expect(resumed.data).toEqual(whole.data);
    }
  });

  it('goes on with the rest after a loop was left early', async () => {
    const run = generateImages({ ...options, seeds: [6] });
    for await (const { index } of run) if (index === 2) break;
    expect((await run.result).data).toEqual((await generateImages({ ...options, seeds: [6] }).result).data);
  });

  it('stops before the next evaluation when aborted', async () => {
    const controller = new AbortController();
    const run = generateImages({ ...options, seeds: [6], signal: controller.signal });
    let last = 0;
    const iterate = async (): Promise<void> => {
      for await (const { index } of run) if ((last = index) === 2) controller.abort();
    };
    await expect(iterate()).rejects.toThrow('aborted');
    expect(last).toBe(2);
  });

  it('guides each picture to its class', async () => {
    const run = (classLabels: number[], scale: number) =>
      generateImages({ ...options, seeds: [1, 2], classLabels, guidance: { scale, noClass: 2 } }).result;
    expect((await run([0, 2], 5)).data).toEqual(
      (await generateImages({ ...options, seeds: [1, 2] }).result).data,
    );
    expect((await run([0, 1], 5)).data).not.toEqual((await run([0, 1], 1)).data);
  });

  it('tells the denoiser what else it is to know, with guidance and without', async () => {
    const told: (readonly number[])[] = [];
    const listening: Denoiser = {
      ...denoiser,
      predict: (input) => {
        told.push(Array.from(input.conditioning?.['caption']?.data ?? [], Number));
        return denoiser.predict(input);
      },
    };
    const run = { denoiser: listening, plan: ddpm.plan({ steps: 1 }), seeds: [1] };
    const conditioning = { caption: hostTensor('i32', [7], [1]) };
    await generateImages({ ...run, conditioning }).result;
    await generateImages({ ...run, conditioning, classLabels: [0], guidance: { scale: 2, noClass: 1 } })
      .result;
    expect(told).toEqual([[7], [7, 7]]);
  });

  it('refuses what does not fit together, saying so', async () => {
    const run = { ...options, seeds: [1, 2] };
    expect(() => generateImages({ ...run, seeds: [] })).toThrow(ArgumentError);
    expect(() => generateImages({ ...run, classLabels: [1] })).toThrow(/2 labels/);
    expect(() => generateImages({ ...run, classLabels: [1, 0.5] })).toThrow(ArgumentError);
    expect(() => generateImages({ ...run, guidance: { scale: 2 } })).toThrow(/classes to guide to/);
    expect(() => generateImages({ ...run, classLabels: [1, 2], guidance: { scale: 2 } })).toThrow(/no class/);
    const [event] = await events(generateImages({ ...options, seeds: [1] }));
    expect(() => generateImages({ ...run, state: event!.state })).toThrow(ShapeError);
  });

  it('names the timestep at which a network gives NaN', async () => {
    const broken: Denoiser = {
      ...denoiser,
      predict: async ({ sample, time }) => ({
        ...sample,
        data: sample.data.map((x) => ((time.data[0] as number) < 500 ? Number.NaN : x)),
      }),
    };
    const { result } = generateImages({ ...options, denoiser: broken, seeds: [1] });
    await expect(result).rejects.toThrow(NumericalError);
    await expect(generateImages({ ...options, denoiser: broken, seeds: [1] }).result).rejects.toThrow(
      /timestep 400/,
    );
  });
});

describe('imageToImage', () => {
  it('makes the last steps of the grid only, from the picture noised to their first level', async () => {
    const options = { denoiser, plan, steps: 10, samples: samples(2), seeds: [1, 2] };
    const run = await events(imageToImage({ ...options, strength: 0.3 }));
    expect(run.map(({ timestep }) => timestep)).toEqual([200, 100, 0]);
  });

  it('hardly changes a picture with one step of a good network', async () => {
    const original = samples(1);
    const knowing: Denoiser = { ...denoiser, prediction: 'sample', predict: async () => original };
    const scheduler = fromDiffusersConfig({
      _class_name: 'DDIMScheduler',
      clip_sample: false,
      prediction_type: 'sample',
    });
    const run = imageToImage({
      denoiser: knowing,
      plan: scheduler.plan,
      steps: 10,
      strength: 0.5,
      samples: original,
      seeds: [1],
    });
    for (const [i, x] of (await run.result).data.entries())
      expect(x).toBeCloseTo(original.data[i] as number, 5);
  });

  it('refuses strengths out of range and samples of another size', () => {
    const options = { denoiser, plan, steps: 10, samples: samples(1), seeds: [1] };
    for (const strength of [0, -0.1, 1.01, Number.NaN, 0.09])
      expect(() => imageToImage({ ...options, strength })).toThrow(ArgumentError);
    expect(() => imageToImage({ ...options, strength: 0.5, seeds: [1, 2] })).toThrow(ShapeError);
  });

  it('skips as many steps as diffusers', () => {
    expect([0.1, 0.33, 0.5, 0.75, 0.8, 1].map((strength) => skippedSteps(50, strength))).toEqual([
      45, 34, 25, 13, 10, 0,
    ]);
  });
});

describe('inpaint', () => {
  const mask = hostTensor('f32', [0, 0, 1, 1, 0, 0, 1, 1], [1, 1, 2, 4]);
  const original = samples(2);
  const known = (data: ArrayLike<number>) =>
    Array.from(data, (x, i) => [x, mask.data[i % 8]] as const).flatMap(([x, m]) => (m === 0 ? [x] : []));

  it.each([
    ['DDPM', ddpm.plan],
    ['DDIM', ddim.plan],
    ['Heun', () => ({ grid, sampler: heun(grid) })],
    ['Euler ancestral', fromDiffusersConfig({ _class_name: 'EulerAncestralDiscreteScheduler' }).plan],
    ['DPM-Solver++', fromDiffusersConfig({ _class_name: 'DPMSolverMultistepScheduler' }).plan],
  ] as const)('keeps known numbers exactly, and paints the others: %s', async (_, maker) => {
    for (const strength of [1, 0.5]) {
      if (strength < 1 && maker !== ddpm.plan && maker !== ddim.plan) continue;
      const run = inpaint({
        denoiser,
        plan: maker as PlanMaker,
        steps: 6,
        strength,
        samples: original,
        mask,
        seeds: [1, 2],
      });
      const { data } = await run.result;
      expect(known(data)).toEqual(known(original.data));
      expect(data[2]).not.toBe(original.data[2]);
      expect(data.every(Number.isFinite)).toBe(true);
    }
  });

  it('shows the network the known part at each noise level', async () => {
    const seen: { time: number; known: number[] }[] = [];
    const spying: Denoiser = {
      ...denoiser,
      predict: (input) => {
        seen.push({ time: input.time.data[0] as number, known: known(input.sample.data) });
        return denoiser.predict(input);
      },
    };
    const zeros = hostTensor('f32', new Float32Array(8), [1, ...sampleShape]);
    await inpaint({ denoiser: spying, plan: ddim.plan, steps: 4, samples: zeros, mask, seeds: [3] }).result;
    const noise = known(torchRandn(new TorchGenerator(3), [1, ...sampleShape]).data);
    for (const { time, known: shown } of seen.slice(1)) {
      for (const [i, x] of shown.entries())
        expect(x).toBeCloseTo(ddim.schedule.sigma(time) * (noise[i] as number), 5);
    }
    expect(seen).toHaveLength(4);
  });

  it('is continued from a saved state to the same pictures', async () => {
    const options = { denoiser, plan, steps: 5, samples: original, mask, seeds: [1, 2] };
    const whole = await inpaint(options).result;
    for (const { state } of await events(inpaint(options))) {
      const resumed = await inpaint({ ...options, state: structuredClone(state) }).result;
      expect(resumed.data).toEqual(whole.data);
    }
  });

  it('makes every step but the last as often as asked, from the same noise level', async () => {
    const options = { denoiser, plan, steps: 3, samples: original, mask, seeds: [1, 2] };
    const run = await events(inpaint({ ...options, resamplings: 3 }));
    expect(run.map(({ timestep }) => timestep)).toEqual([666, 666, 666, 333, 333, 333, 0]);
    expect(run.map(({ evaluations }) => evaluations)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    const { data } = run.at(-1)!.x;
    expect(known(data)).toEqual(known(original.data));
    expect(data).not.toEqual((await inpaint(options).result).data);
    for (const { state } of run) {
      const saved = loadState<ImageState>(saveState(state));
      const resumed = await inpaint({ ...options, resamplings: 3, state: saved }).result;
      expect(resumed.data).toEqual(data);
    }
    const alone = await inpaint({
      ...options,
      samples: hostTensor('f32', original.data.slice(8), [1, ...sampleShape]),
      seeds: [2],
      resamplings: 3,
    }).result;
    expect(alone.data).toEqual(data.slice(8));
  });

  it('paints what suits the known part when steps are made again', async () => {
    // Rows are all 1 or all -1: the known half says which.
    const rows: Denoiser = {
      name: 'rows',
      prediction: 'sample',
      sampleShape: [1, 1, 8],
      async predict({ sample, noiseLevel: level = 0 }) {
        const size = 8;
        const data = sample.data.map((_, i) => {
          const row = sample.data.subarray(i - (i % size), i - (i % size) + size);
          const sum = row.reduce((total, x) => total + x * Math.sqrt(1 + level ** 2), 0);
          return Math.tanh(sum / level ** 2);
        });
        return { ...sample, data };
      },
    };
    const count = 16;
    const signs = Array.from({ length: count * 8 }, (_, i) => (Math.floor(i / 8) % 2 === 0 ? 1 : -1));
    const few = { ...mask, data: Float32Array.of(0, 0, 0, 1, 1, 1, 1, 1), shape: [1, 1, 1, 8] };
    const scheduler = fromDiffusersConfig({ _class_name: 'DDPMScheduler', prediction_type: 'sample' });
    const suiting = async (resamplings: number): Promise<number> => {
      const { data } = await inpaint({
        denoiser: rows,
        plan: scheduler.plan,
        steps: 20,
        samples: hostTensor('f32', signs, [count, 1, 1, 8]),
        mask: few,
        seeds: Array.from({ length: count }, (_, i) => i),
        resamplings,
      }).result;
      return Array.from({ length: count }, (_, i) => Number(data[8 * i + 7]! * signs[8 * i]! > 0)).reduce(
        (a, b) => a + b,
      );
    };
    const [once, often] = [await suiting(1), await suiting(8)];
    expect(often).toBeGreaterThan(once);
    expect(often).toBeGreaterThanOrEqual(count - 1);
  });

  it('refuses to repeat steps of several evaluations, and counts that are none', async () => {
    const options = { denoiser, steps: 3, samples: original, mask, seeds: [1, 2] };
    const two = inpaint({ ...options, plan: () => ({ grid, sampler: heun(grid) }), resamplings: 2 });
    await expect(two.result).rejects.toThrow(/asks once a step/);
    expect(() => inpaint({ ...options, plan, resamplings: 0 })).toThrow(ArgumentError);
  });

  it('takes masks for each picture and channel, and repeats extents of 1', async () => {
    const whole = hostTensor('f32', [...mask.data, ...mask.data], [2, 1, 2, 4]);
    const row = hostTensor('f32', [0, 0, 1, 1], [1, 1, 1, 4]);
    const options = { denoiser, plan, steps: 3, samples: original, seeds: [1, 2] };
    const expected = await inpaint({ ...options, mask }).result;
    for (const other of [whole, row])
      expect((await inpaint({ ...options, mask: other }).result).data).toEqual(expected.data);
  });

  it('refuses masks of other values and shapes', () => {
    const options = { denoiser, plan, steps: 3, samples: original, seeds: [1, 2] };
    const half = hostTensor('f32', [0.5], [1, 1, 1, 1]);
    expect(() => inpaint({ ...options, mask: half })).toThrow(ArgumentError);
    const wide = hostTensor('f32', new Float32Array(10), [1, 1, 2, 5]);
    expect(() => inpaint({ ...options, mask: wide })).toThrow(ShapeError);
  });
});
