/** Leaves a run in the middle, keeps its state in files, goes on from there bit by bit, and forks it into variations. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type Denoiser, hostTensor, readSafetensors, writeSafetensors } from '@fm/core';
import { fromDiffusersConfig, generateImages, type ImageState, loadState, saveState } from '@fm/diffusion';

// Numbers around -1 and 1, each sign as likely as the other: what is drawn is decided on the way.
const denoiser: Denoiser = {
  name: 'signs',
  prediction: 'sample',
  sampleShape: [1, 1, 24],
  async predict({ sample, noiseLevel: sigma = 0 }) {
    const scale = Math.sqrt(1 + sigma ** 2); // 1 / alpha
    return { ...sample, data: sample.data.map((x) => Math.tanh((scale * x) / sigma ** 2)) };
  },
};
const show = (data: Float32Array): string => Array.from(data, (x) => (x > 0 ? '+' : '-')).join('');

// Ancestral sampling adds fresh noise at every step, from a generator that is part of the state.
const { plan } = fromDiffusersConfig({ _class_name: 'DDPMScheduler', prediction_type: 'sample' });
const options = { denoiser, plan: plan({ steps: 40 }), seeds: [7] };
const whole = (await generateImages(options).result).data;
console.log(`uninterrupted    ${show(whole)}`);

const folder = join(import.meta.dirname, 'runs');
await mkdir(folder, { recursive: true });
for await (const { index, state } of generateImages(options)) {
  if (index < 30) continue;
  const { json, arrays } = saveState(state);
  const named = arrays.map((array, i) => {
    const dtype = array instanceof Int32Array ? 'i32' : 'f32'; // a generator's words, or a sample
    return [`${i}`, hostTensor(dtype, array as Float32Array)] as const;
  });
  await writeFile(join(folder, 'state.json'), json);
  await writeFile(join(folder, 'state.safetensors'), writeSafetensors(Object.fromEntries(named)));
  break; // nothing more is computed
}

const { tensors } = readSafetensors(await readFile(join(folder, 'state.safetensors')));
const state = loadState<ImageState>({
  json: await readFile(join(folder, 'state.json'), 'utf8'),
  arrays: Object.keys(tensors).map((_, i) => (tensors[`${i}`] as (typeof tensors)[string]).data),
});
const resumed = (await generateImages({ ...options, state }).result).data;
console.log(`resumed at 30    ${show(resumed)}`);
if (resumed.some((x, i) => x !== whole[i])) throw new Error('The resumed run differs.');

// A fork: the same sample, another generator from here on.
const variant = (seed: number): ImageState => {
  const other = options.plan.sampler.init(state.sample, { seed });
  return { ...other, index: state.index, evaluations: state.evaluations };
};
for (const seed of [1, 2, 3]) {
  const { data } = await generateImages({ ...options, state: variant(seed) }).result;
  const same = data.filter((x, i) => x > 0 === (whole[i] as number) > 0).length;
  console.log(`fork, seed ${seed}     ${show(data)}  ${same} of ${data.length} as before`);
}
