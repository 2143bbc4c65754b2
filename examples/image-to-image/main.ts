/** Starts from a picture instead of noise: how much changes depends on the strength. */
import { type Denoiser, type HostTensor, hostTensor } from '@fm/core';
import { fromDiffusersConfig, imageToImage } from '@fm/diffusion';

const pictures = ['####....', '....####', '#.#.#.#.'].map((row) =>
  Float32Array.from([...row.repeat(2)], (pixel) => (pixel === '#' ? 1 : -1)),
);

/** The best possible denoiser of three known pictures: their mean, weighted by how likely each led to the noisy one. */
const denoiser: Denoiser = {
  name: 'three pictures',
  prediction: 'sample',
  sampleShape: [1, 2, 8],
  async predict({ sample, noiseLevel: sigma = 0 }) {
    const alpha = 1 / Math.sqrt(1 + sigma ** 2);
    const size = 16;
    const data = new Float32Array(sample.data.length);
    for (let start = 0; start < data.length; start += size) {
      const noisy = sample.data.subarray(start, start + size);
      const logits = pictures.map(
        (clean) =>
          -clean.reduce((sum, c, i) => sum + ((noisy[i] as number) / alpha - c) ** 2, 0) / (2 * sigma ** 2),
      );
      const highest = Math.max(...logits);
      const weights = logits.map((logit) => Math.exp(logit - highest));
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      for (const [k, clean] of pictures.entries())
        for (const [i, c] of clean.entries())
          data[start + i] = (data[start + i] as number) + ((weights[k] as number) / total) * c;
    }
    return { ...sample, data };
  },
};

const show = ({ data }: HostTensor<'f32'>, place: number): string =>
  Array.from(data.subarray(16 * place, 16 * place + 8), (x) => (x > 0 ? '#' : '.')).join('');

// A damaged first picture, four times.
const damaged = Float32Array.from(pictures[0] as Float32Array, (x, i) => (i % 7 === 2 ? -x : x));
const seeds = [1, 2, 3, 4];
const samples = hostTensor(
  'f32',
  seeds.flatMap(() => [...damaged]),
  [4, 1, 2, 8],
);
const { plan } = fromDiffusersConfig({ _class_name: 'DDIMScheduler', prediction_type: 'sample' });

console.log(`start          ${seeds.map((_, i) => show(samples, i)).join('  ')}`);
for (const strength of [0.2, 0.5, 0.8, 1]) {
  const run = imageToImage({ denoiser, plan, steps: 20, strength, samples, seeds });
  let evaluations = 0;
  for await (const { progress } of run) evaluations = progress.completed;
  const result = await run.result;
  console.log(
    `strength ${strength.toFixed(1)}   ${seeds.map((_, i) => show(result, i)).join('  ')}   ${evaluations} evaluations`,
  );
  if (strength === 0.2 && seeds.some((_, i) => show(result, i) !== '####....'))
    throw new Error('A low strength repairs the picture and keeps it.');
}
