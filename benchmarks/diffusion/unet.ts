import { initialize } from '@fm/core';

import { digitUnet } from '../studies/digits/digit-unet.ts';

/** Sizes of what is timed. */
export const sizes = {
  /** Images in a training batch. */
  training: 64,
  /** Images that are sampled together. */
  sampling: 16,
  /** Euler steps. */
  steps: 50,
  side: 28,
  heads: 2,
  headWidth: 32,
  groups: 8,
  waves: 16,
} as const;

/** AdamW without decay. */
export const adam = { learningRate: 1e-3, beta1: 0.9, beta2: 0.99, epsilon: 1e-8 } as const;

/** A parameter of the digit UNet, row-major. */
export interface NamedArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Parameters that every engine starts from; none is zero, so that every path counts. */
export function initialParameters(): readonly NamedArray[] {
  const parameters = initialize(digitUnet(), 1);
  return Object.entries(parameters).map(([name, { data, shape }], index) => ({
    name,
    shape,
    data: Float32Array.from(data as Float32Array, (value, i) => value + 0.02 * Math.sin(i + index)),
  }));
}

/** Inputs of one evaluation. */
export interface Inputs {
  readonly count: number;
  /** `[count, 1, 28, 28]`. */
  readonly samples: Float32Array;
  /** `[count, 1, 28, 28]`, what the network is to answer. */
  readonly target: Float32Array;
  /** `[count]`, in [0, 1000]. */
  readonly time: readonly number[];
  /** `[count]`. */
  readonly labels: readonly number[];
}

/** A batch that every engine computes by itself. */
export function inputs(count: number): Inputs {
  const wave = (frequency: number): Float32Array =>
    Float32Array.from(
      { length: count * sizes.side ** 2 },
      (_, i) => Math.sin(frequency * i) * Math.cos(i / 7),
    );
  return {
    count,
    samples: wave(1.7),
    target: wave(0.9),
    time: Array.from({ length: count }, (_, i) => (1000 * (i + 0.5)) / count),
    labels: Array.from({ length: count }, (_, i) => i % 10),
  };
}

/** Cosines, then sines of the times, `[count, 16]`. */
export function timeWaves(time: readonly number[]): Float32Array {
  const half = sizes.waves / 2;
  const angle = (t: number, i: number): number => t * Math.exp((-Math.log(10_000) * i) / half);
  return Float32Array.from(
    time.flatMap((t) => [
      ...Array.from({ length: half }, (_, i) => Math.cos(angle(t, i))),
      ...Array.from({ length: half }, (_, i) => Math.sin(angle(t, i))),
    ]),
  );
}

/** What a library needs to be able to do for the network; `name` leads to `name.weight` and `name.bias`. */
export interface UnetOps<T> {
  has(name: string): boolean;
  convolve(x: T, name: string, options?: { readonly stride?: number; readonly padding?: number }): T;
  linear(x: T, name: string): T;
  groupNorm(x: T, name: string): T;
  silu(x: T): T;
  add(x: T, y: T): T;
  /** Adds `[batch, channels]` to every pixel. */
  addToPixels(x: T, vector: T): T;
  joinChannels(x: T, y: T): T;
  enlarge(x: T): T;
  /** Attention among pixels with queries, keys and values of `name.to_q`, `to_k`, `to_v` and output `to_out.0`. */
  attend(x: T, name: string): T;
  embed(labels: T, name: string): T;
}

/** The digit UNet of `@fm/diffusion`, written for any library. */
export function unet<T>(
  ops: UnetOps<T>,
  { x: image, waves, labels }: { readonly x: T; readonly waves: T; readonly labels: T },
): T {
  const hidden = ops.silu(ops.linear(waves, 'time_embedding.linear_1'));
  const time = ops.silu(
    ops.add(ops.linear(hidden, 'time_embedding.linear_2'), ops.embed(labels, 'class_embedding')),
  );
  const resnet = (x: T, name: string): T => {
    const first = ops.convolve(ops.silu(ops.groupNorm(x, `${name}.norm1`)), `${name}.conv1`);
    const informed = ops.addToPixels(first, ops.linear(time, `${name}.time_emb_proj`));
    const second = ops.convolve(ops.silu(ops.groupNorm(informed, `${name}.norm2`)), `${name}.conv2`);
    const shortcut = `${name}.conv_shortcut`;
    return ops.add(ops.has(shortcut) ? ops.convolve(x, shortcut, { padding: 0 }) : x, second);
  };
  let x = ops.convolve(image, 'conv_in');
  const skips = [x];
  for (const block of ['down_blocks.0', 'down_blocks.1', 'down_blocks.2']) {
    x = resnet(x, `${block}.resnets.0`);
    skips.push(x);
    const down = `${block}.downsamplers.0.conv`;
    if (!ops.has(down)) continue;
    x = ops.convolve(x, down, { stride: 2 });
    skips.push(x);
  }
  x = resnet(x, 'mid_block.resnets.0');
  const attention = 'mid_block.attentions.0';
  x = ops.add(ops.attend(ops.groupNorm(x, `${attention}.group_norm`), attention), x);
  x = resnet(x, 'mid_block.resnets.1');
  for (const block of ['up_blocks.0', 'up_blocks.1', 'up_blocks.2']) {
    for (const layer of ['0', '1'])
      x = resnet(ops.joinChannels(x, skips.pop() as T), `${block}.resnets.${layer}`);
    const up = `${block}.upsamplers.0.conv`;
    if (ops.has(up)) x = ops.convolve(ops.enlarge(x), up);
  }
  return ops.convolve(ops.silu(ops.groupNorm(x, 'conv_norm_out')), 'conv_out');
}
