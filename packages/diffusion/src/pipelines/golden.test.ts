import { type Denoiser, hostTensor } from '@fm/core';
import { assertClose } from '@fm/core/testing';
import { describe, expect, it } from 'vitest';

import { fromDiffusersConfig } from '../diffusers/index.ts';
import golden from './__golden__/pipelines.json' with { type: 'json' };
import { generateImages } from './generate-images.ts';
import { imageToImage } from './image-to-image.ts';

const { shape, seeds } = golden;
const size = shape.reduce((product, extent) => product * extent, 1);
const samples = hostTensor(
  'f32',
  Float32Array.from({ length: size }, (_, i) => Math.cos(i)),
  shape,
);
const denoiser: Denoiser = {
  name: 'formula',
  prediction: 'epsilon',
  sampleShape: shape.slice(1),
  predict: async ({ sample }) => ({
    ...sample,
    data: sample.data.map((x) => 0.3 * x + 0.1 * Math.sin(3 * x)),
  }),
};

describe('with the same seeds as diffusers', () => {
  it.each(golden.rows.map((row) => [JSON.stringify(row.config), row.steps, row.strength, row] as const))(
    '%s, %d steps, strength %s',
    async (_, steps, strength, { config, values }) => {
      const { plan } = fromDiffusersConfig(config);
      const run =
        strength === null
          ? generateImages({ denoiser, plan: plan({ steps }), seeds })
          : imageToImage({ denoiser, plan, steps, strength, samples, seeds });
      const { data } = await run.result;
      expect(data).toHaveLength(values.length);
      const largest = Math.max(...values.map(Math.abs));
      assertClose('sample', data, values, { absolute: 2e-6 * largest, relative: 0 });
    },
  );
});
