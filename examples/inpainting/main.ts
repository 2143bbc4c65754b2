/** Paints the hidden part of pictures so that it suits the rest; what was known stays, bit by bit. */
import { type Denoiser, hostTensor } from '@fm/core';
import { fromDiffusersConfig, inpaint } from '@fm/diffusion';

/** The best possible denoiser of stripes: each row is a wave of one of two lengths at any of eight places. */
const width = 16;
const waves = [4, 8].flatMap((length) =>
  Array.from({ length: 8 }, (_, shift) =>
    Float32Array.from({ length: width }, (__, x) =>
      Math.sin((2 * Math.PI * (x + (shift * length) / 8)) / length),
    ),
  ),
);
const denoiser: Denoiser = {
  name: 'stripes',
  prediction: 'sample',
  sampleShape: [1, 1, width],
  async predict({ sample, noiseLevel: sigma = 0 }) {
    const scale = Math.sqrt(1 + sigma ** 2); // 1 / alpha
    const data = new Float32Array(sample.data.length);
    for (let start = 0; start < data.length; start += width) {
      const logits = waves.map(
        (wave) =>
          -wave.reduce((sum, c, i) => sum + (scale * (sample.data[start + i] as number) - c) ** 2, 0) /
          (2 * sigma ** 2),
      );
      const highest = Math.max(...logits);
      const weights = logits.map((logit) => Math.exp(logit - highest));
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      for (let i = 0; i < width; i++)
        data[start + i] = waves.reduce(
          (sum, wave, k) => sum + ((weights[k] as number) / total) * (wave[i] as number),
          0,
        );
    }
    return { ...sample, data };
  },
};

const shades = ' ░▒▓█';
const draw = (pixels: Float32Array, hidden?: Float32Array): string =>
  Array.from(pixels, (x, i) => (hidden?.[i] === 1 ? '?' : shades[Math.round(2 + 2 * x)])).join('');

// The first half of one wave of each length is known.
const known = [waves[3], waves[12]] as Float32Array[];
const samples = hostTensor(
  'f32',
  known.flatMap((wave) => [...wave]),
  [2, 1, 1, width],
);
const mask = hostTensor(
  'f32',
  Float32Array.from({ length: width }, (_, x) => Number(x >= width / 2)),
  [1, 1, 1, width],
);

const { plan } = fromDiffusersConfig({
  _class_name: 'DDIMScheduler',
  prediction_type: 'sample',
  clip_sample: false,
});
const { data } = await inpaint({ denoiser, plan, steps: 50, resamplings: 10, samples, mask, seeds: [1, 2] })
  .result;
for (const [i, wave] of known.entries()) {
  const painted = data.subarray(width * i, width * (i + 1));
  console.log(`known    ${draw(wave, mask.data)}`);
  console.log(`painted  ${draw(painted)}`);
  console.log(`hidden   ${draw(wave)}\n`);
  if (wave.some((x, place) => mask.data[place] === 0 && x !== painted[place]))
    throw new Error('A known number has changed.');
}
