import { type Denoiser, type DenoiserInput, hostTensor } from '@fm/core';
import { describe, expect, it } from 'vitest';

import { classifierFree } from './classifier-free.ts';

const batches: number[] = [];
/** `sample · label`, and how many images each call had. */
const denoiser: Denoiser = {
  name: 'scaled',
  prediction: 'epsilon',
  sampleShape: [2],
  async predict({ sample, conditioning }) {
    batches.push(sample.shape[0] ?? 0);
    const labels = conditioning?.['label'];
    const data = sample.data.map((value, i) => value * Number(labels?.data[Math.floor(i / 2)]));
    return { ...sample, data };
  },
};
const label = (...values: number[]): NonNullable<DenoiserInput['conditioning']> => ({
  label: hostTensor('f32', values),
});
const input: DenoiserInput = {
  sample: hostTensor('f32', [1, 2, 3, 5], [2, 2]),
  time: hostTensor('f32', [9, 9]),
  noiseLevel: 1,
  conditioning: label(3, 4),
};

describe('classifierFree', () => {
  it('goes from the unconditional output past the conditional one, in one evaluation', async () => {
    batches.length = 0;
    const guided = classifierFree(denoiser, { scale: 2, unconditional: label(1, 1) });
    expect([...(await guided.predict(input)).data]).toEqual([5, 10, 21, 35]);
    expect(batches).toEqual([4]);
  });

  it('asks only for the conditional output at scale 1 and outside its interval', async () => {
    batches.length = 0;
    const one = classifierFree(denoiser, { scale: 1, unconditional: label(1, 1) });
    const early = classifierFree(denoiser, { scale: 7, unconditional: label(1, 1), interval: [2, 10] });
    expect([...(await one.predict(input)).data]).toEqual([3, 6, 12, 20]);
    expect([...(await early.predict(input)).data]).toEqual([3, 6, 12, 20]);
    expect(batches).toEqual([2, 2]);
  });

  it('brings the deviation of each image back to that of the conditional output', async () => {
    const guided = classifierFree(denoiser, { scale: 3, unconditional: label(1, 1), rescale: 1 });
    const { data } = await guided.predict(input);
    const spread = (a: number, b: number): number => Math.abs((data[a] as number) - (data[b] as number));
    expect(spread(0, 1)).toBeCloseTo(3, 5);
    expect(spread(2, 3)).toBeCloseTo(8, 5);
  });

  it('refuses a conditioning that only one evaluation has', async () => {
    const guided = classifierFree(denoiser, { scale: 3, unconditional: {} });
    await expect(guided.predict(input)).rejects.toThrow(/only the conditional one/);
  });

  it('refuses a rescale above 1', () => {
    expect(() => classifierFree(denoiser, { scale: 3, unconditional: {}, rescale: 2 })).toThrow(
      /out of range/,
    );
  });
});
