import {
  add,
  concat,
  Conv2d,
  dimensionSize,
  Embedding,
  exp,
  flatten,
  foldIn,
  Linear,
  Module,
  multiply,
  normal,
  type Objective,
  type Optimizer,
  randomKey,
  reduceSum,
  reshape,
  resize,
  sigmoid,
  silu,
  softplus,
  split,
  square,
  subtract,
  divide,
  type Tensor,
} from '@fm/core';
import { adamW, chain, ema, schedules } from '@fm/train';

import { averaging } from './digit-unet.ts';

const channels = 24;
const hiddenWidth = 128;
const classWidth = 32;

/** A class-conditional variational autoencoder of the denoiser's size, with Bernoulli pixels. */
export class DigitVae extends Module {
  /** Numbers in a latent vector. */
  readonly latentWidth: number = 16;
  readonly classes: Embedding = new Embedding(10, classWidth);
  readonly convolutions: readonly Conv2d[] = [
    new Conv2d(1, channels, 3, { stride: 2, padding: 1 }),
    new Conv2d(channels, 2 * channels, 3, { stride: 2, padding: 1 }),
  ];
  readonly encoder: Linear = new Linear(2 * channels * 49 + classWidth, hiddenWidth);
  readonly posterior: Linear = new Linear(hiddenWidth, 2 * this.latentWidth);
  readonly decoder: readonly Linear[] = [
    new Linear(this.latentWidth + classWidth, hiddenWidth),
    new Linear(hiddenWidth, 2 * channels * 49),
  ];
  readonly upsampling: readonly Conv2d[] = [
    new Conv2d(2 * channels, channels, 3, { padding: 1 }),
    new Conv2d(channels, channels, 3, { padding: 1 }),
  ];
  readonly output: Conv2d = new Conv2d(channels, 1, 3, { padding: 1 });

  /** Logits of the pixels, `f32[batch, 1, 28, 28]`. */
  decode(latents: Tensor, labels: Tensor): Tensor {
    const known = concat([latents, this.classes.forward(labels)], 1);
    const wide = this.decoder.reduce((x, layer) => silu(layer.forward(x)), known);
    const small = reshape(wide, [wide.shape[0] ?? 1, 2 * channels, 7, 7]);
    const large = this.upsampling.reduce((x, layer) => silu(layer.forward(resize(x, { scale: 2 }))), small);
    return this.output.forward(large);
  }

  /** Mean and log-variance of the latent vector, each `f32[batch, latentWidth]`. */
  encode(samples: Tensor, labels: Tensor): readonly [Tensor, Tensor] {
    const images = this.convolutions.reduce((x, layer) => silu(layer.forward(x)), samples);
    const known = concat([flatten(images, 1), this.classes.forward(labels)], 1);
    return split(this.posterior.forward(silu(this.encoder.forward(known))), 2, 1) as [Tensor, Tensor];
  }

  /** Samples in [−1, 1] from latent vectors. */
  generate(latents: Tensor, labels: Tensor): Tensor {
    return subtract(multiply(sigmoid(this.decode(latents, labels)), 2), 1);
  }
}

/** The negative evidence lower bound in nats per digit. */
export const vaeObjective: Objective<DigitVae, 'samples' | 'classLabels'> = {
  name: 'evidence lower bound',
  loss(model, { samples, classLabels }, { key = randomKey(0) }) {
    const count = dimensionSize(samples.shape[0] ?? 1, 'f32');
    const [mean, logVariance] = model.encode(samples, classLabels);
    const noise = normal(foldIn(key, 0), mean.shape);
    const latents = add(mean, multiply(exp(multiply(logVariance, 0.5)), noise));
    const logits = model.decode(latents, classLabels);
    const target = multiply(add(samples, 1), 0.5);
    const reconstruction = reduceSum(subtract(softplus(logits), multiply(target, logits)));
    const divergence = multiply(
      reduceSum(subtract(subtract(add(square(mean), exp(logVariance)), logVariance), 1)),
      0.5,
    );
    return { loss: divide(add(reconstruction, divergence), count), weight: count };
  },
};

/** Adam, decaying over the last 40 %. */
export function vaeOptimizer(steps: number): Optimizer {
  const peak = 1e-3;
  const decay = Math.ceil(0.4 * steps);
  const learningRate = schedules.warmUpStableDecay({ peak, steps, decay, floor: 0.02 * peak });
  return chain(adamW({ learningRate, weightDecay: 0 }), ema(averaging(steps)));
}
