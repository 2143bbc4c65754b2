import {
  add,
  ArgumentError,
  constant,
  divide,
  exp,
  full,
  gather,
  hostTensor,
  type HostTensor,
  initialize,
  input,
  multiply,
  type Objective,
  randomKey,
  rsqrt,
  ShapeError,
  square,
  subtract,
  type Tensor,
  toNumbers,
  trace,
  type TracedBatch,
  referenceBackend,
} from '@fm/core';
import { ortBackend } from '@fm/ort/node';
import { adamW, compileStep } from '@fm/train';
import { describe, expect, it } from 'vitest';
import type { DenoisingContext, DenoisingNetwork } from '../models/denoising-network.ts';
import { Dit } from '../models/dit/model.ts';
import { cosineSchedule } from '../schedules/cosine.ts';
import { discreteSchedule } from '../schedules/discrete-schedule.ts';
import { linearSchedule } from '../schedules/linear.ts';
import type { DenoisingBatchName } from './denoising-batch.ts';
import { perSample } from './denoising-loss.ts';
import { denoising } from './denoising.ts';
import { edmDenoising } from './edm-denoising.ts';
import { flowMatching } from './flow-matching.ts';
import { logitNormalTimes } from './times/logit-normal-times.ts';
import { modeTimes } from './times/mode-times.ts';
import type { TimeSampling } from './times/time-sampling.ts';
import { uniformTimes } from './times/uniform-times.ts';
import { minSnr } from './weightings/min-snr.ts';
import { p2 } from './weightings/p2.ts';

const batch = 6;
const value = 0.7; // of every pixel of the data
const schedule = linearSchedule();

/** A network that knows the data, and answers by formula. */
function oracle(
  answer: (x: Tensor, time: Tensor, context: DenoisingContext) => Tensor,
  classEmbeddings?: number,
): DenoisingNetwork {
  return {
    sampleShape: [1, 2, 2],
    classEmbeddings,
    parameters: () => new Map(),
    denoise: (x, time, context = {}) => answer(x, time, context),
  };
}

async function lossOf(
  objective: Objective<DenoisingNetwork, DenoisingBatchName>,
  network: DenoisingNetwork,
  seed: number | null = 1,
): Promise<number> {
  const samples = hostTensor('f32', new Float32Array(batch * 4).fill(value), [batch, 1, 2, 2]);
  const classLabels = hostTensor('i64', [0, 1, 2, 0, 1, 2], [batch]);
  const inputs: Record<string, HostTensor> =
    network.classEmbeddings === undefined ? { samples } : { samples, classLabels };
  const key = seed === null ? undefined : randomKey(seed);
  const graph = trace(
    (tensors) => ({
      loss: objective.loss(network, tensors as TracedBatch<DenoisingBatchName>, { key }).loss,
    }),
    inputs,
  );
  await using executable = await referenceBackend().compile(graph);
  return toNumbers(await (await executable.run(inputs)).loss!.read())[0] as number;
}

function at(table: (t: number) => number, time: Tensor, like: Tensor): Tensor {
  const numbers = Float32Array.from({ length: schedule.trainingSteps }, (_, t) => table(t));
  return perSample(gather(constant(hostTensor('f32', numbers)), time), like);
}

const noiseOf = (x: Tensor, time: Tensor): Tensor =>
  divide(subtract(x, multiply(at(schedule.alpha, time, x), value)), at(schedule.sigma, time, x));

describe('a network that knows the answer has no loss', () => {
  it('predicting noise, data or velocity', async () => {
    const answers = {
      epsilon: noiseOf,
      sample: (x: Tensor) => full(x.shape, value),
      velocity: (x: Tensor, time: Tensor) =>
        subtract(
          multiply(at(schedule.alpha, time, x), noiseOf(x, time)),
          multiply(at(schedule.sigma, time, x), value),
        ),
    };
    for (const [prediction, answer] of Object.entries(answers)) {
      const objective = denoising({ schedule, prediction: prediction as 'epsilon' });
      expect(await lossOf(objective, oracle(answer))).toBeLessThan(1e-6);
      expect(
        await lossOf(
          objective,
          oracle((x, t) => add(answer(x, t), 1)),
        ),
      ).toBeCloseTo(1, 3);
    }
  });

  it('predicting the flow, shifted or not', async () => {
    for (const shift of [1, 3]) {
      const objective = flowMatching({ shift, times: uniformTimes({ stratified: true }) });
      const network = oracle((x, time) => {
        const sigma = perSample(divide(time, 1000), x);
        return subtract(divide(subtract(x, multiply(subtract(1, sigma), value)), sigma), value);
      });
      expect(await lossOf(objective, network)).toBeLessThan(1e-6);
    }
  });

  it("as EDM's F", async () => {
    const network = oracle((scaled, time) => {
      const sigma = perSample(exp(multiply(time, 4)), scaled);
      const norm = rsqrt(add(square(sigma), 0.25));
      const noisy = divide(scaled, norm);
      const skip = multiply(square(norm), 0.25);
      return divide(subtract(value, multiply(skip, noisy)), multiply(multiply(sigma, 0.5), norm));
    });
    expect(await lossOf(edmDenoising(), network)).toBeLessThan(1e-6);
  });
});

describe('weights', () => {
  const middle: TimeSampling = (_, count) => full([count], 0.25);
  const t = 250;
  const snr = (schedule.alpha(t) / schedule.sigma(t)) ** 2;

  it.each([
    ['epsilon', Math.min(snr, 0.5) / snr, 1 / (2 + snr) ** 1.5],
    ['sample', Math.min(snr, 0.5), snr / (2 + snr) ** 1.5],
    ['velocity', Math.min(snr, 0.5) / (snr + 1), snr / (snr + 1) / (2 + snr) ** 1.5],
  ] as const)('of min-SNR and P2 follow the papers for %s prediction', async (prediction, capped, fading) => {
    const answers = {
      epsilon: noiseOf,
      sample: (x: Tensor) => full(x.shape, value),
      velocity: (x: Tensor, time: Tensor) =>
        subtract(
          multiply(at(schedule.alpha, time, x), noiseOf(x, time)),
          multiply(at(schedule.sigma, time, x), value),
        ),
    };
    const wrong = oracle((x, time) => add(answers[prediction](x, time), 1)); // squared error 1
    const loss = async (weighting: ReturnType<typeof minSnr>): Promise<number> =>
      lossOf(denoising({ schedule, prediction, times: middle, weighting }), wrong);
    expect(await loss(minSnr(0.5))).toBeCloseTo(capped, 4);
    expect(await loss(p2({ k: 2, gamma: 1.5 }))).toBeCloseTo(fading, 4);
  });

  it('stay finite at pure noise', async () => {
    const terminal = discreteSchedule('ends in noise', [0.5, 1]);
    const late: TimeSampling = (_, count) => full([count], 0.99);
    const objective = denoising({
      schedule: terminal,
      prediction: 'velocity',
      times: late,
      weighting: minSnr(),
    });
    expect(
      await lossOf(
        objective,
        oracle((x) => x),
      ),
    ).toBe(0);
    expect(() => denoising({ schedule: terminal })).toThrow(ArgumentError);
  });

  it('of flow matching follow the paper', async () => {
    const wrong = oracle((x, time) => {
      const sigma = perSample(divide(time, 1000), x);
      return add(subtract(divide(subtract(x, multiply(subtract(1, sigma), value)), sigma), value), 1);
    });
    const loss = (weighting: 'inverse-square' | 'cosine-map'): Promise<number> =>
      lossOf(flowMatching({ weighting, times: middle }), wrong);
    expect(await loss('inverse-square')).toBeCloseTo(16, 3);
    expect(await loss('cosine-map')).toBeCloseTo(2 / Math.PI / (1 - 0.5 + 2 * 0.0625), 4);
  });
});

describe('times', () => {
  async function draw(times: TimeSampling, count: number): Promise<Float64Array> {
    const graph = trace(() => ({ u: times(randomKey(4), count) }), {});
    await using executable = await referenceBackend().compile(graph);
    return toNumbers(await (await executable.run({})).u!.read());
  }
  const mean = (x: Float64Array): number => x.reduce((a, b) => a + b, 0) / x.length;

  it('of a stratified batch fall into different parts', async () => {
    const u = await draw(uniformTimes({ stratified: true }), 8);
    expect(new Set(Array.from(u, (x) => Math.floor(x * 8))).size).toBe(8);
  });

  it('stay in [0, 1] and have their means', async () => {
    for (const [times, expected] of [
      [uniformTimes(), 0.5],
      [logitNormalTimes(), 0.5],
      [logitNormalTimes({ mean: 2, standardDeviation: 0.1 }), 1 / (1 + Math.exp(-2))],
      [modeTimes(), 0.5],
    ] as const) {
      const u = await draw(times, 4000);
      expect(Math.min(...u)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...u)).toBeLessThanOrEqual(1);
      expect(mean(u)).toBeCloseTo(expected, 1);
    }
    expect(() => modeTimes(3)).toThrow(ArgumentError);
  });
});

describe('class labels', () => {
  const seen = (labels: Tensor, x: Tensor): Tensor => multiply(full(x.shape, 1), perSample(labels, x));

  it('are left out at the given rate, and never in evaluation', async () => {
    const labelled = (classDropout: number): Objective<DenoisingNetwork, DenoisingBatchName> =>
      denoising({ schedule, classDropout, prediction: 'sample' });
    const network = oracle((x, _, { classLabels }) => {
      const isNone = divide(seen(gather(constant(hostTensor('f32', [0, 0, 0, 1])), classLabels!), x), 1);
      return add(isNone, value);
    }, 4);
    expect(await lossOf(labelled(0), network)).toBe(0);
    expect(await lossOf(labelled(1), network)).toBeCloseTo(1, 5);
    expect(await lossOf(labelled(1), network, null)).toBe(0);
  });

  it('must fit the network', () => {
    const objective = denoising({ schedule });
    const network = oracle((x) => x);
    const samples = input('f32', [2, 1, 2, 2]);
    const context = { key: undefined };
    expect(() => objective.loss(network, { samples, classLabels: input('i64', [2]) }, context)).toThrow(
      ArgumentError,
    );
    expect(() =>
      objective.loss(
        oracle((x) => x, 3),
        { samples, classLabels: input('i64', [3]) },
        context,
      ),
    ).toThrow(ShapeError);
    expect(() => objective.loss(network, { samples: input('f32', [2, 1, 3, 3]) } as never, context)).toThrow(
      ShapeError,
    );
    expect(() =>
      objective.loss(
        oracle((x) => add(x, 0)),
        {} as never,
        context,
      ),
    ).toThrow(ArgumentError);
  });
});

it('options out of range are refused where they are given', () => {
  const wrong = [
    () => minSnr(0),
    () => p2({ k: 0 }),
    () => p2({ gamma: -1 }),
    () => logitNormalTimes({ standardDeviation: 0 }),
    () => edmDenoising({ sigmaData: 0 }),
    () => edmDenoising({ deviationLogSigma: Number.NaN }),
    () => flowMatching({ shift: 0 }),
    () => flowMatching({ timeScale: -1 }),
    () => flowMatching({ weighting: 'toString' as 'none' }),
    () => denoising({ schedule, prediction: 'flow' as 'sample' }),
  ];
  for (const call of wrong) expect(call).toThrow(ArgumentError);
});

it('a small transformer overfits one batch, whatever it predicts', async () => {
  const model = new Dit({
    sample_size: 4,
    in_channels: 1,
    num_layers: 2,
    num_attention_heads: 2,
    attention_head_dim: 16,
    num_embeds_ada_norm: 2,
  });
  const samples = hostTensor(
    'f32',
    Float32Array.from({ length: 8 * 16 }, (_, i) => (i % 32 < 16 ? 1 : -1)),
    [8, 1, 4, 4],
  );
  const classLabels = hostTensor('i64', [0, 1, 0, 1, 0, 1, 0, 1], [8]);
  await using backend = await ortBackend();
  for (const objective of [
    denoising({ schedule: cosineSchedule(), prediction: 'velocity' }),
    flowMatching(),
    edmDenoising({ sigmaData: 1 }),
  ]) {
    await using step = compileStep({ model, objective, optimizer: adamW({ learningRate: 3e-3 }), backend });
    let state = step.start(initialize(model, 0));
    const losses: number[] = [];
    for (let i = 0; i < 150; i++) {
      const result = await step(state, { samples, classLabels });
      state = result.state;
      losses.push(result.metrics.loss);
    }
    const average = (part: readonly number[]): number => part.reduce((a, b) => a + b, 0) / part.length;
    expect(average(losses.slice(-20))).toBeLessThan(0.5 * average(losses.slice(0, 5)));
  }
});
