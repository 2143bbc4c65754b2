import { hostTensor, initialize, type HostTensor, referenceBackend, ArgumentError } from '@fm/core';
import { assertClose } from '@fm/core/testing';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { Dit } from './dit/model.ts';
import { exportOnnx } from './export-onnx.ts';
import { networkDenoiser } from './network-denoiser.ts';
import { UNet2d } from './unet2d/model.ts';

const unet = new UNet2d({
  sample_size: [4, 8],
  in_channels: 1,
  out_channels: 1,
  block_out_channels: [4, 8],
  down_block_types: ['DownBlock2D', 'AttnDownBlock2D'],
  up_block_types: ['AttnUpBlock2D', 'UpBlock2D'],
  layers_per_block: 1,
  norm_num_groups: 2,
  attention_head_dim: 4,
});
const dit = new Dit({
  sample_size: 4,
  in_channels: 2,
  num_layers: 1,
  num_attention_heads: 1,
  attention_head_dim: 8,
  num_embeds_ada_norm: 3,
});

/** Numbers that are nowhere zero. */
function numbers(network: UNet2d | Dit): Record<string, HostTensor> {
  return Object.fromEntries(
    Object.entries(initialize(network, 1)).map(([name, { shape, data }]) => [
      name,
      hostTensor(
        'f32',
        Float32Array.from(data as Float32Array, (x, i) => x + 0.1 * Math.sin(i + 1)),
        shape,
      ),
    ]),
  );
}

describe('exportOnnx', () => {
  it.each([
    ['a UNet without classes', unet, undefined],
    ['a diffusion transformer with classes', dit, [2, 0, 3]],
  ] as const)('writes a file that a plain runtime runs with any batch: %s', async (_, network, labels) => {
    const parameters = numbers(network);
    const session = await InferenceSession.create(exportOnnx({ network, parameters }).model);
    expect(session.inputNames).toEqual(['sample', 'timestep', ...(labels ? ['class_labels'] : [])]);
    await using denoiser = networkDenoiser(network, {
      backend: referenceBackend(),
      parameters,
      prediction: 'epsilon',
    });
    for (const batch of [1, 3]) {
      const shape = [batch, ...network.sampleShape];
      const size = shape.reduce((product, extent) => product * extent, 1);
      const sample = Float32Array.from({ length: size }, (__, i) => Math.cos(3 * i));
      const time = Float32Array.from({ length: batch }, (__, i) => 10 + 300 * i);
      const classes = labels?.slice(0, batch);
      const { out_sample: answer } = await session.run({
        sample: new Tensor('float32', sample, shape),
        timestep: new Tensor('float32', time, [batch]),
        ...(classes && { class_labels: new Tensor('int64', BigInt64Array.from(classes, BigInt), [batch]) }),
      });
      const expected = await denoiser.predict({
        sample: hostTensor('f32', sample, shape),
        time: hostTensor('f32', time, [batch]),
        ...(classes && { conditioning: { classLabels: hostTensor('i64', classes, [batch]) } }),
      });
      expect(answer!.dims).toEqual(expected.shape);
      assertClose('out_sample', answer!.data as Float32Array, expected.data, {
        absolute: 1e-5,
        relative: 1e-5,
      });
    }
    await session.release();
  });

  it('refuses parameters that do not fit', () => {
    const parameters = { ...numbers(unet), 'conv_in.bias': hostTensor('f32', [1]) };
    expect(() => exportOnnx({ network: unet, parameters })).toThrow(ArgumentError);
  });
});
