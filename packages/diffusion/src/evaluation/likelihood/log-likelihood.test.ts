import {
  ArgumentError,
  add,
  cast,
  constant,
  divide,
  gather,
  hostTensor,
  multiply,
  NumericalError,
  referenceBackend,
  reshape,
  round,
  square,
  subtract,
  type Tensor,
} from '@fm/core';
import { describe, expect, it } from 'vitest';
import type { DenoisingNetwork } from '../../models/denoising-network.ts';
import { cosineSchedule } from '../../schedules/cosine.ts';
import { scaledLinearSchedule } from '../../schedules/scaled-linear.ts';
import {
  bitsPerDimension,
  type Likelihood,
  logLikelihood,
  type LikelihoodOptions,
} from './log-likelihood.ts';
import { integrate } from './dormand-prince.ts';

const deviations = [0.3, 0.5, 1.1];
const samples = hostTensor('f32', [0.1, -0.4, 0.9, -0.5, 0.2, -1.3], [2, 3]);

/** Knows data whose numbers are normal with given deviations: `x0` is `y·s² / (s² + sigma²)`. */
function gaussian(answer: (x: Tensor, denoised: Tensor, share: Tensor) => Tensor): DenoisingNetwork {
  const variances = constant(
    hostTensor(
      'f32',
      deviations.map((s) => s * s),
    ),
  );
  return {
    sampleShape: [3],
    parameters: () => new Map(),
    denoise(x, time) {
      const share = reshape(divide(time, 1000), [2, 1]); // flow: x = (1 − share)·y
      const clean = subtract(1, share);
      const sigma = divide(share, clean);
      const denoised = divide(multiply(divide(x, clean), variances), add(variances, square(sigma)));
      return answer(x, denoised, share);
    },
  };
}

const network = gaussian((x, denoised, share) => divide(subtract(x, denoised), share)); // noise − x0

/** `ln N(x; 0, s² + lowest²)`, the density that the ODE starts from. */
function exactLogDensity(x: readonly number[], lowest: number): number {
  return x.reduce((sum, value, i) => {
    const variance = deviations[i]! ** 2 + lowest ** 2;
    return sum - 0.5 * Math.log(2 * Math.PI * variance) - value ** 2 / (2 * variance);
  }, 0);
}

function measure(options: Partial<LikelihoodOptions> = {}): Promise<Likelihood> {
  return logLikelihood({
    network,
    backend: referenceBackend(),
    parameters: {},
    process: { flow: {} },
    prediction: 'flow',
    samples,
    range: [1e-2, 500],
    tolerance: 1e-6,
    ...options,
  });
}

describe('the log-likelihood', () => {
  it('is exact on normal data', async () => {
    const { logDensities, dimensions, latents } = await measure({ divergence: 'exact' });
    expect(dimensions).toBe(3);
    expect(logDensities[0]).toBeCloseTo(exactLogDensity([0.1, -0.4, 0.9], 1e-2), 3);
    expect(logDensities[1]).toBeCloseTo(exactLogDensity([-0.5, 0.2, -1.3], 1e-2), 3);
    // The ODE only rescales normal data.
    expect(latents.data[0]! / 500).toBeCloseTo(0.1 / Math.hypot(0.3, 1e-2), 3);
  });

  it('by random signs is exact where numbers do not interact', async () => {
    const estimate = await measure({ seed: 3 });
    const exact = await measure({ divergence: 'exact' });
    expect(estimate.logDensities[0]).toBeCloseTo(exact.logDensities[0]!, 3);
    expect(estimate.evaluations * 3).toBe(exact.evaluations);
  });

  it('refuses what does not fit together', async () => {
    await expect(measure({ prediction: 'epsilon' })).rejects.toThrow(ArgumentError);
    await expect(measure({ process: { schedule: cosineSchedule() } })).rejects.toThrow(ArgumentError);
    await expect(measure({ range: [1, 1] })).rejects.toThrow(ArgumentError);
  });

  it('names answers that are not finite', async () => {
    const broken = gaussian((x) => divide(x, 0));
    await expect(measure({ network: broken })).rejects.toThrow(NumericalError);
  });
});

it('of a network that sees no noise anywhere moves nothing', async () => {
  const silent: DenoisingNetwork = {
    sampleShape: [3],
    parameters: () => new Map(),
    denoise: (x, time) => add(multiply(x, 0), multiply(reshape(time, [2, 1]), 0)),
  };
  const process = { schedule: scaledLinearSchedule() };
  const { latents } = await measure({ network: silent, process, prediction: 'epsilon', range: [0.1, 10] });
  expect([...latents.data]).toEqual([...samples.data]);
});

it('of networks on tables, flows and EDM is the same for the same knowledge', async () => {
  // Standard normal data: D(y) = y / (1 + sigma²); predictions follow from it.
  const plain = (denoise: DenoisingNetwork['denoise']): DenoisingNetwork => ({
    sampleShape: [3],
    parameters: () => new Map(),
    denoise,
  });
  const schedule = cosineSchedule();
  const table = constant(
    hostTensor(
      'f32',
      Float32Array.from({ length: 1000 }, (_, t) => schedule.sigma(t)),
    ),
  );
  const sigmaAt = (time: Tensor): Tensor => reshape(gather(table, cast(round(time), 'i64')), [2, 1]);
  const range = [0.05, 50] as const;
  const expected = samples.data.reduce((sum, x) => sum - x ** 2 / 2, 0) / 2 - 1.5 * Math.log(2 * Math.PI);
  const mean = ({ logDensities }: Likelihood): number => (logDensities[0]! + logDensities[1]!) / 2;
  const options = { range, sigmaData: 1, tolerance: 1e-5 };

  const velocity = plain((x) => multiply(x, 0)); // of a normal sample that stays normal
  const process = { schedule };
  expect(mean(await measure({ ...options, network: velocity, process, prediction: 'velocity' }))).toBeCloseTo(
    expected,
    2,
  );
  const noise = plain((x, time) => multiply(x, sigmaAt(time)));
  expect(mean(await measure({ ...options, network: noise, process, prediction: 'epsilon' }))).toBeCloseTo(
    expected,
    1,
  );
  const edm = plain((x) => multiply(x, 0)); // with sigmaData 1, D is c_skip·y
  expect(
    mean(await measure({ ...options, network: edm, process: { edm: { sigmaData: 1 } }, prediction: 'edm' })),
  ).toBeCloseTo(expected, 2);
});

it('bits per dimension count the width of a level', () => {
  // A uniform density over 256 levels of width 1/128 needs 8 bits.
  expect(
    bitsPerDimension({ logDensities: Float64Array.of(-2 * Math.log(2)), dimensions: 2 }, 1 / 128),
  ).toBeCloseTo(8, 10);
});

describe('integration', () => {
  it('follows a system within its tolerance', async () => {
    const circle = async (_: number, [x = 0, y = 0]: Float64Array): Promise<Float64Array> =>
      Float64Array.of(-y, x);
    const end = await integrate(circle, Float64Array.of(1, 0), { from: 0, to: 2 * Math.PI, tolerance: 1e-8 });
    expect(end[0]).toBeCloseTo(1, 6);
    expect(end[1]).toBeCloseTo(0, 6);
  });

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    const slope = async (): Promise<Float64Array> => {
      controller.abort(new Error('enough'));
      return Float64Array.of(1);
    };
    const options = { from: 0, to: 1, tolerance: 1e-3, signal: controller.signal };
    await expect(integrate(slope, Float64Array.of(0), options)).rejects.toThrow('enough');
  });
});
