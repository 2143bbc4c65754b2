import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Backend } from '@fm/core';
import { exportOnnx, generateImages, networkDenoiser } from '@fm/diffusion';
import { loadDenoiser, saveDenoiser } from '@fm/diffusion/node';

import { fact } from '../narration.ts';
import { scheduler } from './draw-digits.ts';
import type { TrainedDenoiser } from './train-denoiser.ts';

/** Saves a folder for diffusers and an ONNX file, reads the folder back and draws the same digit with both. */
export async function saveTrainedDenoiser(
  trained: TrainedDenoiser,
  { backend, folder }: { readonly backend: Backend; readonly folder: string },
): Promise<void> {
  const path = join(folder, 'unet');
  await saveDenoiser(path, { ...trained, scheduler });
  await writeFile(join(folder, 'digits.onnx'), exportOnnx({ ...trained, name: 'digits' }).model);

  const loaded = await loadDenoiser(path);
  const draw = async ({ network, parameters }: TrainedDenoiser): Promise<Float32Array> => {
    await using denoiser = networkDenoiser(network, { backend, parameters, prediction: 'flow' });
    const plan = scheduler.plan({ steps: 4 });
    return (await generateImages({ denoiser, plan, seeds: [1], classLabels: [7] }).result).data;
  };
  const [before, after] = [await draw(trained), await draw({ ...trained, parameters: loaded.parameters })];
  const differing = before.filter((value, i) => value !== after[i]).length;
  fact('diffusers folder', 'unet/  (diffusers: UNet2DModel.from_pretrained)');
  fact('ONNX file', 'digits.onnx  (sample, timestep and class_labels to out_sample, any batch)');
  fact('pixels that differ', `${differing}, in a digit drawn by the network that was read back`);
  if (differing > 0) throw new Error('The network that was read back draws another digit.');
}
