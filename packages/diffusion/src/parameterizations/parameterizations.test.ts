import { hostTensor, type NoiseLevelRequest } from '@fm/core';
import { describe, expect, it } from 'vitest';

import { clipped } from './clipped.ts';
import { consistencyPrediction } from './consistency.ts';
import { dataPrediction } from './data.ts';
import { edmPrediction } from './edm.ts';
import { epsilonPrediction } from './epsilon.ts';
import { flowPrediction } from './flow.ts';
import { learnedVariance } from './learned-variance.ts';
import { predictionBuffers } from './parameterization.ts';
import { parameterizationOf } from './parameterization-of.ts';
import { reversedFlowPrediction } from './reversed-flow.ts';
import { thresholded } from './thresholded.ts';
import { velocityPrediction } from './velocity.ts';

const [data, noise] = [0.8, -1.7];

function request(alpha: number, sigma: number, timestep = 1): NoiseLevelRequest {
  const sample = hostTensor('f32', [alpha * data + sigma * noise], [1, 1]);
  return { sample, alpha, sigma, timestep, inputScale: 1 };
}

const raw = (value: number): ReturnType<typeof hostTensor<'f32'>> => hostTensor('f32', [value], [1, 1]);

describe('a parameterization', () => {
  const [alpha, sigma] = [0.6, 0.8];

  it.each([
    [epsilonPrediction, request(alpha, sigma), noise],
    [epsilonPrediction, request(1, 5), noise],
    [dataPrediction, request(alpha, sigma), data],
    [velocityPrediction, request(alpha, sigma), alpha * noise - sigma * data],
    // Variance exploding: the same network output, of the input scaled to variance 1.
    [velocityPrediction, request(1, sigma / alpha), alpha * noise - sigma * data],
    [flowPrediction, request(0.3, 0.7), noise - data],
    [reversedFlowPrediction, request(0.3, 0.7), data - noise],
  ])('gives back data and noise: $name', (parameterization, asked, output) => {
    const prediction = parameterization.predict(raw(output), asked);
    expect(prediction.denoised.data[0]).toBeCloseTo(data, 6);
    expect(prediction.noise.data[0]).toBeCloseTo(noise, 6);
  });

  it('of EDM is near the identity at little noise, and its output at much', () => {
    const near = edmPrediction({ sigmaData: 0.5 }).predict(raw(1), request(1, 1e-4));
    expect(near.denoised.data[0]).toBeCloseTo(data, 3);
    const far = edmPrediction({ sigmaData: 0.5 }).predict(raw(1), request(1, 1e4));
    expect(far.denoised.data[0]).toBeCloseTo(0.5, 3);
  });

  it('of a consistency model is the identity at its lowest noise level', () => {
    const asked = request(1, 0.002);
    const { denoised } = consistencyPrediction().predict(raw(123), asked);
    expect(denoised.data[0]).toBeCloseTo(asked.sample.data[0] as number, 6);
  });

  it('writes into buffers that it is given', () => {
    const into = predictionBuffers([1, 1]);
    expect(epsilonPrediction.predict(raw(0), request(1, 1), into)).toBe(into);
  });

  it('is found by the name of what the network predicts, but for EDM', () => {
    expect(parameterizationOf('velocity')).toBe(velocityPrediction);
    expect(() => parameterizationOf('edm')).toThrow(/edmPrediction/);
  });
});

describe('clipped', () => {
  it('clips the data estimate and leaves the noise', () => {
    const { denoised, noise: kept } = clipped(epsilonPrediction, 0.5).predict(raw(noise), request(1, 1));
    expect(denoised.data[0]).toBe(0.5);
    expect(kept.data[0]).toBe(Math.fround(noise));
  });
});

describe('thresholded', () => {
  it('divides each image by its own quantile, between 1 and the maximum', () => {
    const values = hostTensor('f32', [4, -2, 1, 0.2, 0.4, -0.1], [2, 3]);
    const asked = { sample: values, alpha: 1, sigma: 1, timestep: 0, inputScale: 1 };
    const { denoised } = thresholded(dataPrediction, { ratio: 0.5, maximum: 3 }).predict(values, asked);
    expect([...denoised.data]).toEqual([1, -1, 0.5, 0.2, 0.4, -0.1].map(Math.fround));
  });
});

describe('learnedVariance', () => {
  it('splits the channels of every image', () => {
    const sample = hostTensor('f32', [0, 0, 0, 0], [2, 1, 2]);
    const asked = { sample, alpha: 1, sigma: 1, timestep: 0, inputScale: 1 };
    const output = hostTensor('f32', [1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2]);
    const { noise: first, variance } = learnedVariance(epsilonPrediction).predict(output, asked);
    expect([...first.data]).toEqual([1, 2, 5, 6]);
    expect([...(variance?.data ?? [])]).toEqual([3, 4, 7, 8]);
  });
});
