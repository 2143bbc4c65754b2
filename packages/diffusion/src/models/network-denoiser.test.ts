import { ArgumentError, hostTensor, type HostTensor, initialize, referenceBackend } from '@fm/core';
import { ortBackend } from '@fm/ort/node';
import { expect, it } from 'vitest';
import { networkDenoiser } from './network-denoiser.ts';
import { UNet2d } from './unet2d/model.ts';

const network = new UNet2d({
  sample_size: 4,
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
const parameters = initialize(network, 5);

function images(batch: number): HostTensor<'f32'> {
  const pixels = Float32Array.from({ length: batch * 16 }, (_, i) => Math.sin(i));
  return hostTensor('f32', pixels, [batch, 1, 4, 4]);
}

it('answers alike on every backend, for every batch size', async () => {
  await using reference = networkDenoiser(network, {
    backend: referenceBackend(),
    parameters,
    prediction: 'epsilon',
  });
  await using backend = await ortBackend();
  await using fast = networkDenoiser(network, { backend, parameters, prediction: 'epsilon' });
  const time = (batch: number): HostTensor<'f32'> => hostTensor('f32', new Array(batch).fill(30), [batch]);
  const two = await fast.predict({ sample: images(2), time: time(2) });
  const exact = await reference.predict({ sample: images(2), time: time(2) });
  const one = await fast.predict({ sample: images(1), time: time(1) });
  for (const [i, x] of exact.data.entries()) {
    expect(two.data[i]).toBeCloseTo(x, 4);
    if (i < 16) expect(one.data[i]).toBeCloseTo(x, 4);
  }
});

it('takes silence about classes for "no class"', async () => {
  await using denoiser = networkDenoiser(network, {
    backend: referenceBackend(),
    parameters,
    prediction: 'epsilon',
  });
  const input = { sample: images(1), time: hostTensor('f32', [3]) };
  const silent = await denoiser.predict(input);
  expect(await denoiser.predict({ ...input, conditioning: { classLabels: denoiser.noClass(1) } })).toEqual(
    silent,
  );
  const first = { classLabels: hostTensor('i64', [0], [1]) };
  expect(await denoiser.predict({ ...input, conditioning: first })).not.toEqual(silent);
});

it('says what is missing or unknown', async () => {
  const { 'conv_in.bias': _, ...rest } = parameters;
  const options = { backend: referenceBackend(), prediction: 'epsilon' } as const;
  expect(() => networkDenoiser(network, { ...options, parameters: rest })).toThrow(/conv_in\.bias/);
  await using denoiser = networkDenoiser(network, { ...options, parameters });
  await expect(
    denoiser.predict({
      sample: images(1),
      time: hostTensor('f32', [3]),
      conditioning: { encoderHiddenStates: images(1) },
    }),
  ).rejects.toThrow(ArgumentError);
});
