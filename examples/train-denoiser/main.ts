/** Trains a UNet on crosses and rings, lets it draw both, and writes pictures, a diffusers folder and an ONNX file. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { hostKey, type HostTensor, hostTensor, uniformHost } from '@fm/core';
import {
  evenMoments,
  exportOnnx,
  filmStrip,
  flowMatching,
  fromDiffusersConfig,
  generateImages,
  imageGrid,
  networkDenoiser,
  type SampleSet,
  sampleTrainingData,
  toImages,
  UNet2d,
} from '@fm/diffusion';
import { saveDenoiser, writeImage } from '@fm/diffusion/node';
import { ortBackend } from '@fm/ort';
import { adamW, train } from '@fm/train';

const size = 8;

/** Class 0 is a cross and class 1 a ring, somewhere in a dark picture. */
function shapes(count: number): SampleSet {
  const random = uniformHost(hostKey(1), 2 * count);
  const labels = Array.from({ length: count }, (_, i) => i % 2);
  const pixels = labels.flatMap((label, i) => {
    const [x0, y0] = [2.5 + 2 * (random[2 * i] as number), 2.5 + 2 * (random[2 * i + 1] as number)];
    return Array.from({ length: size * size }, (_, place) => {
      const [x, y] = [Math.abs((place % size) - x0), Math.abs(Math.floor(place / size) - y0)];
      const distance = label === 0 ? Math.min(x, y) + Math.max(0, x + y - 3) : Math.abs(Math.hypot(x, y) - 2);
      return Math.max(-1, 1 - 2 * distance);
    });
  });
  return { samples: hostTensor('f32', pixels, [count, 1, size, size]), labels };
}

const network = new UNet2d({
  sample_size: size,
  in_channels: 1,
  out_channels: 1,
  block_out_channels: [16, 32],
  down_block_types: ['DownBlock2D', 'DownBlock2D'],
  up_block_types: ['UpBlock2D', 'UpBlock2D'],
  layers_per_block: 1,
  norm_num_groups: 8,
  attention_head_dim: 16,
  num_class_embeds: 3, // the last one means "any shape"
});

await using backend = await ortBackend();
const run = train({
  model: network,
  objective: flowMatching(),
  optimizer: adamW({ learningRate: 3e-3 }),
  data: sampleTrainingData(shapes(256), { batchSize: 32 }),
  steps: 150,
  backend,
});
for await (const event of run) {
  if (event.type === 'step' && event.step % 25 === 0)
    console.log(`step ${event.step}: loss ${event.loss.toFixed(3)}`);
}
const { parameters } = await run.result;

const scheduler = fromDiffusersConfig({ _class_name: 'FlowMatchEulerDiscreteScheduler' });
await using denoiser = networkDenoiser(network, { backend, parameters, prediction: 'flow' });
const moments: HostTensor<'f32'>[] = [];
const drawing = generateImages({
  denoiser,
  plan: scheduler.plan({ steps: 12 }),
  seeds: [1, 2, 3, 4],
  classLabels: [0, 1, 0, 1],
  guidance: { scale: 2 },
});
for await (const { x } of drawing) moments.push(x);
const images = toImages(await drawing.result);

const shades = ' ░▒▓█';
for (let y = 0; y < size; y++) {
  const row = images.map(({ data }) =>
    Array.from({ length: size }, (_, x) =>
      shades[Math.round((data[y * size + x] as number) / 64)]?.repeat(2),
    ).join(''),
  );
  console.log(row.join('   '));
}

const folder = join(import.meta.dirname, 'runs');
const strip = evenMoments(moments.length, 6).map((i) => moments[i] as HostTensor<'f32'>);
await writeImage(join(folder, 'shapes.png'), imageGrid(images, { zoom: 8 }));
await writeImage(join(folder, 'film-strip.png'), filmStrip(strip, { zoom: 8 }));
await saveDenoiser(join(folder, 'unet'), { network, parameters, scheduler });
await writeFile(join(folder, 'shapes.onnx'), exportOnnx({ network, parameters }).model);
console.log('\nwritten: shapes.png, film-strip.png, unet/ for diffusers, shapes.onnx');
