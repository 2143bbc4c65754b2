import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FormatError, initialize, StorageError, UnsupportedError, writeSafetensors } from '@fm/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fromDiffusersConfig } from '../diffusers/index.ts';
import { Dit } from '../models/dit/model.ts';
import { UNet2d } from '../models/unet2d/model.ts';
import { loadDenoiser, saveDenoiser } from './denoiser-folder.ts';

const unet = new UNet2d({
  sample_size: [4, 8],
  in_channels: 1,
  out_channels: 1,
  block_out_channels: [4, 8],
  down_block_types: ['DownBlock2D', 'DownBlock2D'],
  up_block_types: ['UpBlock2D', 'UpBlock2D'],
  layers_per_block: 1,
  norm_num_groups: 2,
  attention_head_dim: 4,
  num_class_embeds: 3,
});
const dit = new Dit({ sample_size: 4, num_layers: 1, num_attention_heads: 1, attention_head_dim: 8 });
const scheduler = fromDiffusersConfig({ _class_name: 'DDIMScheduler', prediction_type: 'v_prediction' });

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fm-denoiser-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('saveDenoiser and loadDenoiser', () => {
  it.each([
    ['a UNet', unet],
    ['a diffusion transformer', dit],
  ])('give back %s with its weights and scheduler', async (_, network) => {
    const parameters = initialize(network, 2);
    await saveDenoiser(folder, { network, parameters, scheduler });
    const loaded = await loadDenoiser(folder);
    expect(loaded.network.config).toEqual(network.config);
    expect(loaded.parameters).toEqual(parameters);
    expect(loaded.scheduler?.config).toEqual(scheduler.config);
    expect(loaded.prediction).toBe('velocity');
  });

  it('write the files of diffusers, and no scheduler where there is none', async () => {
    await saveDenoiser(folder, { network: unet, parameters: initialize(unet, 2) });
    expect((await readdir(folder)).toSorted()).toEqual([
      'config.json',
      'diffusion_pytorch_model.safetensors',
    ]);
    expect(JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'))).toMatchObject({
      _class_name: 'UNet2DModel',
      act_fn: 'silu',
      sample_size: [4, 8],
    });
    expect(await loadDenoiser(folder)).toMatchObject({ prediction: undefined });
  });

  it('write and read infinities as Python does', async () => {
    const infinite = fromDiffusersConfig({ _class_name: 'DPMSolverMultistepScheduler' });
    await saveDenoiser(folder, { network: unet, parameters: initialize(unet, 2), scheduler: infinite });
    const text = await readFile(join(folder, 'scheduler', 'scheduler_config.json'), 'utf8');
    expect(text).toContain('"lambda_min_clipped": -Infinity');
    expect((await loadDenoiser(folder)).scheduler?.config).toEqual(infinite.config);
  });

  it.each([
    ['FlowMatchEulerDiscreteScheduler', {}, 'flow'],
    ['EDMEulerScheduler', {}, 'edm'],
    ['DDPMScheduler', {}, 'epsilon'],
    ['DDPMScheduler', { prediction_type: 'sample' }, 'sample'],
  ])('read from %s %o that the network predicts %s', async (name, fields, prediction) => {
    const config = fromDiffusersConfig({ _class_name: name, ...fields });
    await saveDenoiser(folder, { network: unet, parameters: initialize(unet, 2), scheduler: config });
    expect((await loadDenoiser(folder)).prediction).toBe(prediction);
  });
});

describe('loadDenoiser', () => {
  it('finds the network in the folder of a pipeline', async () => {
    const parameters = initialize(unet, 2);
    await saveDenoiser(folder, { network: unet, parameters, scheduler });
    await mkdir(join(folder, 'unet'));
    for (const name of ['config.json', 'diffusion_pytorch_model.safetensors'])
      await rename(join(folder, name), join(folder, 'unet', name));
    const index = { _class_name: 'DDIMPipeline', unet: ['diffusers', 'UNet2DModel'] };
    await writeFile(join(folder, 'model_index.json'), JSON.stringify(index));
    const loaded = await loadDenoiser(folder);
    expect(loaded.parameters).toEqual(parameters);
    expect(loaded.scheduler?.className).toBe('DDIMScheduler');
  });

  it('reads weights that are split over files', async () => {
    const parameters = initialize(unet, 2);
    await saveDenoiser(folder, { network: unet, parameters });
    await rm(join(folder, 'diffusion_pytorch_model.safetensors'));
    const names = Object.keys(parameters);
    const weight_map: Record<string, string> = {};
    for (const [i, shard] of [names.slice(0, 5), names.slice(5)].entries()) {
      const file = `diffusion_pytorch_model-0000${i + 1}-of-00002.safetensors`;
      const tensors = Object.fromEntries(shard.map((name) => [name, parameters[name]!]));
      await writeFile(join(folder, file), writeSafetensors(tensors));
      for (const name of shard) weight_map[name] = file;
    }
    const index = join(folder, 'diffusion_pytorch_model.safetensors.index.json');
    await writeFile(index, JSON.stringify({ metadata: {}, weight_map }));
    expect((await loadDenoiser(folder)).parameters).toEqual(parameters);
  });

  it('says what is missing, damaged or not known', async () => {
    await expect(loadDenoiser(folder)).rejects.toThrow(StorageError);
    const config = join(folder, 'config.json');
    await saveDenoiser(folder, { network: unet, parameters: initialize(unet, 2) });
    await writeFile(config, '{');
    await expect(loadDenoiser(folder)).rejects.toThrow(FormatError);
    await writeFile(config, '{}');
    await expect(loadDenoiser(folder)).rejects.toThrow(/_class_name/);
    await writeFile(config, '{"_class_name": "UNet3DConditionModel"}');
    await expect(loadDenoiser(folder)).rejects.toThrow(UnsupportedError);
    await saveDenoiser(folder, { network: unet, parameters: initialize(unet, 2) });
    const weights = join(folder, 'diffusion_pytorch_model.safetensors');
    const bytes = await readFile(weights);
    await writeFile(weights, bytes.subarray(0, bytes.length - 4));
    await expect(loadDenoiser(folder)).rejects.toThrow(FormatError);
  });

  it('writes nothing when the weights do not fit', async () => {
    const { 'conv_in.bias': _, ...rest } = initialize(unet, 2);
    await expect(saveDenoiser(folder, { network: unet, parameters: rest })).rejects.toThrow(FormatError);
    expect(await readdir(folder)).toEqual([]);
  });
});
