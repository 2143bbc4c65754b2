import { ArgumentError, hostTensor, NumericalError, TorchGenerator, torchRandn } from '@fm/core';
import { describe, expect, it } from 'vitest';
import { classAccuracy } from './class-accuracy.ts';
import { collectFeatures, type FeatureSet } from './feature-extractor.ts';
import { frechetDistance } from './frechet-distance.ts';
import { kernelDistance } from './kernel-distance.ts';
import { precisionRecall } from './precision-recall.ts';

function normal(
  seed: number,
  count: number,
  { mean = [0, 0, 0], scale = [1, 1, 1] }: { readonly mean?: number[]; readonly scale?: number[] } = {},
): FeatureSet {
  const numbers = torchRandn(new TorchGenerator(seed), [count, 3]).data;
  const data = Float64Array.from(numbers, (x, i) => mean[i % 3]! + scale[i % 3]! * x);
  return { extractor: 'identity', count, width: 3, data };
}

describe('the Fréchet distance', () => {
  it('is that of the normal distributions', () => {
    const a = normal(1, 20_000);
    const b = normal(2, 20_000, { mean: [1, 0, -2], scale: [2, 1, 0.5] });
    // |μ|² + Σ (s₁ − s₂)² for diagonal covariances
    expect(frechetDistance(a, b).value).toBeCloseTo(5 + 1 + 0.25, 0);
    expect(frechetDistance(a, b).value / 6.25).toBeCloseTo(1, 1);
    expect(frechetDistance(b, a).value).toBeCloseTo(frechetDistance(a, b).value, 9);
  });

  it('is zero from a set to itself, and says what it was measured with', () => {
    const a = normal(1, 50);
    expect(frechetDistance(a, a)).toMatchObject({ extractor: 'identity', counts: [50, 50] });
    expect(frechetDistance(a, a).value).toBeLessThan(1e-9);
  });

  it('matches the eigenvalues of numpy where covariances do not commute', () => {
    const set = (data: number[]): FeatureSet => ({
      extractor: 'identity',
      count: 4,
      width: 2,
      data: Float64Array.from(data),
    });
    const a = set([0, 0, 2, 1, 1, 3, -1, 2]);
    const b = set([1, 1, 4, 0, 2, -2, 3, 5]);
    expect(frechetDistance(a, b).value).toBeCloseTo(7.018150527032116, 10);
  });

  it('refuses what cannot be compared', () => {
    const a = normal(1, 10);
    expect(() => frechetDistance(a, { ...a, extractor: 'other' })).toThrow(ArgumentError);
    expect(() => frechetDistance(a, normal(1, 1))).toThrow(ArgumentError);
    expect(() => frechetDistance(a, { ...a, data: a.data.map(() => NaN) })).toThrow(NumericalError);
  });
});

describe('the kernel distance', () => {
  it('is near zero for sets alike and positive for others', () => {
    const [a, b, far] = [normal(1, 400), normal(2, 400), normal(3, 400, { mean: [2, 0, 0] })];
    const options = { subsets: 20, subsetSize: 100 };
    expect(Math.abs(kernelDistance(a, b, options).value)).toBeLessThan(0.1);
    expect(kernelDistance(a, far, options).value).toBeGreaterThan(1);
    expect(kernelDistance(a, far, options)).toEqual(kernelDistance(a, far, options));
  });

  it('refuses subsets larger than the sets', () => {
    expect(() => kernelDistance(normal(1, 10), normal(2, 10), { subsetSize: 11 })).toThrow(ArgumentError);
    expect(() => kernelDistance(normal(1, 10), normal(2, 10), { subsets: 0 })).toThrow(ArgumentError);
  });
});

describe('precision and recall', () => {
  it('tell quality from variety', () => {
    const real = normal(1, 300);
    const narrow = precisionRecall(real, normal(2, 300, { scale: [0.1, 0.1, 0.1] }));
    expect(narrow.precision).toBeGreaterThan(0.95);
    expect(narrow.recall).toBeLessThan(0.2);
    const wide = precisionRecall(real, normal(3, 300, { scale: [4, 4, 4] }));
    expect(wide.precision).toBeLessThan(0.4);
    expect(wide.recall).toBeGreaterThan(0.8);
    expect(() => precisionRecall(real, real, { neighbours: 0 })).toThrow(ArgumentError);
  });
});

describe('features', () => {
  it('of several batches are collected in order', async () => {
    const extractor = {
      name: 'sum',
      extract: async ({ data }: { data: Float32Array }) =>
        hostTensor('f32', [data[0]! + data[1]!, data[2]! + data[3]!], [2, 1]),
    };
    const batches = [hostTensor('f32', [1, 2, 3, 4], [2, 2]), hostTensor('f32', [5, 6, 7, 8], [2, 2])];
    expect(await collectFeatures(extractor, batches)).toEqual({
      extractor: 'sum',
      count: 4,
      width: 1,
      data: Float64Array.of(3, 7, 11, 15),
    });
    await expect(collectFeatures(extractor, [])).rejects.toThrow(ArgumentError);
  });
});

it('class accuracy counts what the classifier recognises', async () => {
  const classifier = {
    name: 'first pixels',
    classify: async ({ data, shape }: { data: Float32Array; shape: readonly number[] }) =>
      hostTensor('f32', data, shape),
  };
  const samples = hostTensor('f32', [1, 0, 0, 1, 0.3, 0.7], [3, 2]);
  expect(await classAccuracy(classifier, [{ samples, labels: [0, 1, 0] }])).toEqual({
    value: 2 / 3,
    perClass: [0.5, 1],
    classifier: 'first pixels',
    count: 3,
  });
  await expect(classAccuracy(classifier, [{ samples, labels: [0, 1, 2] }])).rejects.toThrow(ArgumentError);
  await expect(classAccuracy(classifier, [])).rejects.toThrow(ArgumentError);
  await expect(classAccuracy(classifier, [{ samples, labels: [0, 1, 0, 1] }])).rejects.toThrow(ArgumentError);
  const undecided = {
    name: 'undecided',
    classify: () => Promise.resolve(hostTensor('f32', new Float32Array(6), [3, 2])),
  };
  expect((await classAccuracy(undecided, [{ samples, labels: [0, 1, 0] }])).value).toBe(0);
});
