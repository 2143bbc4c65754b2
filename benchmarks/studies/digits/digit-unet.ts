import { foldInHost, hostKey, hostTensor, type HostTensor, normalHost, type Optimizer } from '@fm/core';
import {
  classifierFree,
  flowGrid,
  flowMatching,
  heun,
  logitNormalTimes,
  type HalfStep,
  type NetworkDenoiser,
  type PlannedState,
  sample,
  type SampleEvent,
  type SamplingRun,
  UNet2d,
} from '@fm/diffusion';
import { adamW, chain, clipByGlobalNorm, ema, schedules } from '@fm/train';

import { size } from './digits.ts';

/** Three resolutions of 16, 32 and 64 channels, attention at the lowest; the last of 11 classes means "none". */
export function digitUnet(): UNet2d {
  return new UNet2d({
    sample_size: size,
    in_channels: 1,
    out_channels: 1,
    block_out_channels: [16, 32, 64],
    down_block_types: ['DownBlock2D', 'DownBlock2D', 'DownBlock2D'],
    up_block_types: ['UpBlock2D', 'UpBlock2D', 'UpBlock2D'],
    layers_per_block: 1,
    norm_num_groups: 8,
    attention_head_dim: 32,
    num_class_embeds: 11,
  });
}

/** Flow matching with times around the middle. */
export const objective: ReturnType<typeof flowMatching> = flowMatching({
  times: logitNormalTimes(),
  classDropout: 0.1,
});

/** AdamW with a warm-up, a plateau and a linear decay over the last 40 %, and moving averages of the parameters. */
export function optimizer(steps: number): Optimizer {
  const peak = 2e-3;
  const learningRate = schedules.warmUpStableDecay({
    peak,
    steps,
    warmUp: Math.min(100, Math.floor(steps / 4)),
    decay: Math.ceil(0.4 * steps),
    floor: 0.02 * peak,
  });
  return chain(
    clipByGlobalNorm(1),
    adamW({ learningRate, beta1: 0.9, beta2: 0.99, weightDecay: 0 }),
    ema(averaging(steps)),
  );
}

/** Decay of a moving average over a tenth of the run, at most 200 steps. */
export function averaging(steps: number): number {
  return 1 - 1 / Math.min(200, Math.max(2, steps / 10));
}

/**
 * Guidance 2 everywhere makes samples too uniform; it acts only while the flow's sigma is between these. Chosen on the
 * training digits, with other seeds and another implementation.
 */
export const guidedSigmas: readonly [number, number] = [0.4, 0.7];

/** How to draw samples. */
export interface GuidedOptions {
  readonly labels: readonly number[];
  readonly scale: number;
  /** Whether guidance acts only between {@link guidedSigmas}. */
  readonly limited: boolean;
  /** Steps of Heun's method: `2 · steps − 1` evaluations. */
  readonly steps: number;
  readonly seed: number;
}

/** The events of sampling one batch of digits. */
export function drawDigits(
  denoiser: NetworkDenoiser,
  { labels, scale, limited, steps, seed }: GuidedOptions,
): SamplingRun<SampleEvent<PlannedState<HalfStep>>, HostTensor<'f32'>> {
  const sigmas = Array.from({ length: steps + 1 }, (_, i) => 1 - i / steps);
  const noise = normalHost(foldInHost(hostKey(seed), 0), labels.length * size * size);
  const levels = guidedSigmas.map((sigma) => sigma / (1 - sigma)) as [number, number];
  return sample({
    sampler: heun(flowGrid(sigmas)),
    denoiser: classifierFree(denoiser, {
      scale,
      unconditional: { classLabels: denoiser.noClass(labels.length) },
      ...(limited && { interval: levels }),
    }),
    sample: hostTensor('f32', noise, [labels.length, 1, size, size]),
    conditioning: { classLabels: hostTensor('i64', [...labels], [labels.length]) },
  });
}
