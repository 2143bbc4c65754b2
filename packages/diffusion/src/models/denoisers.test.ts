import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ArgumentError,
  type Backend,
  FormatError,
  gradients,
  hostTensor,
  type HostTensor,
  meanSquaredError,
  type Module,
  optimizeGraph,
  readSafetensors,
  referenceBackend,
  toNumbers,
  trace,
  UnsupportedError,
} from '@fm/core';
import { assertClose } from '@fm/core/testing';
import { ortBackend } from '@fm/ort/node';
import { describe, expect, it } from 'vitest';
import type { DenoisingNetwork } from './denoising-network.ts';
import { readDitConfig } from './dit/config.ts';
import { Dit } from './dit/model.ts';
import { denoiserParameters } from './stored-weights.ts';
import { readUnet2dConfig } from './unet2d/config.ts';
import { UNet2d } from './unet2d/model.ts';

interface Golden {
  readonly config: unknown;
  readonly inputs: Readonly<Record<string, HostTensor>>;
  readonly target: HostTensor;
  readonly answer: HostTensor;
  readonly loss: number;
}

function file(folder: string, name: string): Uint8Array {
  return readFileSync(join(import.meta.dirname, folder, '__golden__', name));
}

function tensor({ dtype, data, shape }: HostTensor): HostTensor {
  return hostTensor(dtype, data as ArrayLike<number>, shape);
}

function readGolden(folder: string, name: string): Golden {
  const json = JSON.parse(new TextDecoder().decode(file(folder, `${name}.json`)));
  const inputs = Object.entries<HostTensor>(json.inputs).map(([key, value]) => [key, tensor(value)]);
  return {
    ...json,
    inputs: Object.fromEntries(inputs),
    target: tensor(json.target),
    answer: tensor(json.answer),
  };
}

const cases: readonly [string, string, (config: unknown) => Module & DenoisingNetwork][] = [
  ...['conditional', 'film', 'asymmetric'].map(
    (name) => ['unet2d', name, (config: unknown) => new UNet2d(readUnet2dConfig(config))] as const,
  ),
  ...['patches', 'exact'].map(
    (name) => ['dit', name, (config: unknown) => new Dit(readDitConfig(config))] as const,
  ),
].map(([folder, name, build]) => [folder, name, build]);

const backends: readonly [string, () => Backend | Promise<Backend>][] = [
  ['reference', () => referenceBackend()],
  ['onnxruntime', () => ortBackend()],
];

describe.each(cases)('%s %s', (folder, name, build) => {
  const golden = readGolden(folder, name);
  const model = build(golden.config);
  const stored = readSafetensors(file(folder, `${name}-model.safetensors`)).tensors;
  const expected = readSafetensors(file(folder, `${name}-gradients.safetensors`)).tensors;

  it.each(backends)('gives the answer, loss and every gradient of diffusers (%s)', async (_, open) => {
    const parameters = denoiserParameters(model, stored);
    const leaves = model.parameters();
    const names = [...leaves.keys()];
    const graph = trace(
      ({ sample, time, target, classLabels }) => {
        const answer = model.denoise(sample!, time!, { classLabels });
        const loss = meanSquaredError(answer, target!);
        const byName = gradients(loss, [...leaves.values()]).map((g, i) => [`gradient of ${names[i]}`, g]);
        return { answer, loss, ...Object.fromEntries(byName) };
      },
      { ...golden.inputs, target: golden.target } as Record<string, HostTensor>,
      leaves,
    );
    const backend = await open();
    await using executable = await backend.compile(optimizeGraph(graph));
    const outputs = await executable.run({ ...parameters, ...golden.inputs, target: golden.target });
    const read = async (key: string): Promise<Float64Array> => toNumbers(await outputs[key]!.read());

    assertClose('answer', await read('answer'), toNumbers(golden.answer), { relative: 1e-5, absolute: 1e-5 });
    expect((await read('loss'))[0]).toBeCloseTo(golden.loss, 5);
    expect(Object.keys(expected).sort()).toEqual(names.toSorted());
    for (const [key, gradient] of Object.entries(expected))
      assertClose(key, await read(`gradient of ${key}`), toNumbers(gradient), {
        relative: 1e-4,
        absolute: 1e-5,
      });
  });

  it('refuses weights of another model', () => {
    const { 'conv_in.weight': _, 'pos_embed.proj.weight': __, ...rest } = stored;
    expect(() => denoiserParameters(model, rest)).toThrow(FormatError);
    expect(() => denoiserParameters(model, { ...stored, extra: hostTensor('f32', [1], [1]) })).toThrow(
      /extra/,
    );
  });
});

describe('configurations', () => {
  const unet = readGolden('unet2d', 'conditional').config as object;
  const dit = readGolden('dit', 'patches').config as object;

  it('name what is not supported', () => {
    for (const change of [
      { time_embedding_type: 'fourier' },
      { act_fn: 'mish' },
      { down_block_types: ['SkipDownBlock2D', 'DownBlock2D'] },
    ])
      expect(() => readUnet2dConfig({ ...unet, ...change })).toThrow(UnsupportedError);
    expect(() => readDitConfig({ ...dit, norm_type: 'ada_norm_single' })).toThrow(UnsupportedError);
    expect(() => readDitConfig({ ...dit, norm_elementwise_affine: true })).toThrow(UnsupportedError);
  });

  it('refuse contradictions', () => {
    for (const change of [{ sample_size: 7 }, { norm_num_groups: 3 }, { up_block_types: ['UpBlock2D'] }]) {
      expect(() => readUnet2dConfig({ ...unet, ...change })).toThrow(FormatError);
      const { _class_name, _diffusers_version, ...fields } = { ...unet, ...change } as Record<
        string,
        unknown
      >;
      expect(() => new UNet2d(fields as never)).toThrow(ArgumentError);
    }
    expect(() => readDitConfig({ ...dit, sample_size: 7 })).toThrow(FormatError);
    expect(() => readUnet2dConfig({ ...unet, _class_name: 'UNet1DModel' })).toThrow(FormatError);
  });

  it('of attention layers written with former names are understood', () => {
    const model = new UNet2d(readUnet2dConfig(unet));
    const tensors = readSafetensors(file('unet2d', 'conditional-model.safetensors')).tensors;
    const former = Object.entries(tensors).map(([name, value]) => [
      name.replace('.to_q.', '.query.').replace('.to_out.0.', '.proj_attn.'),
      value,
    ]);
    expect(denoiserParameters(model, Object.fromEntries(former))).toEqual(denoiserParameters(model, tensors));
  });
});
