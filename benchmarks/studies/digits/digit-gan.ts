import {
  add,
  concat,
  Conv2d,
  dimensionSize,
  Embedding,
  flatten,
  foldIn,
  gradients,
  GroupNorm,
  Linear,
  maximum,
  Module,
  multiply,
  negate,
  normal,
  type Objective,
  type Optimizer,
  randomKey,
  reduceMean,
  reduceSum,
  relu,
  reshape,
  resize,
  squeeze,
  stopGradient,
  subtract,
  tanh,
  type Tensor,
} from '@fm/core';
import { adamW, chain, ema } from '@fm/train';

import { averaging } from './digit-unet.ts';

const channels = 32;
const classWidth = 32;
const criticWidth = 76;

/** Makes digits of latent vectors and classes. */
class Generator extends Module {
  readonly classes: Embedding = new Embedding(10, classWidth);
  readonly input: Linear = new Linear(64 + classWidth, 2 * channels * 49);
  readonly norms: readonly GroupNorm[] = [
    new GroupNorm(8, 2 * channels),
    new GroupNorm(8, 2 * channels),
    new GroupNorm(8, channels),
  ];
  readonly convolutions: readonly Conv2d[] = [
    new Conv2d(2 * channels, 2 * channels, 3, { padding: 1 }),
    new Conv2d(2 * channels, channels, 3, { padding: 1 }),
  ];
  readonly output: Conv2d = new Conv2d(channels, 1, 3, { padding: 1 });

  forward(latents: Tensor, labels: Tensor): Tensor {
    const wide = this.input.forward(concat([latents, this.classes.forward(labels)], 1));
    const small = reshape(wide, [wide.shape[0] ?? 1, 2 * channels, 7, 7]);
    const [first, ...others] = this.norms as [GroupNorm, ...GroupNorm[]];
    const large = others.reduce(
      (x, norm, i) => {
        const doubled = resize(x, { scale: 2 });
        return relu(norm.forward((this.convolutions[i] as Conv2d).forward(doubled)));
      },
      relu(first.forward(small)),
    );
    return tanh(this.output.forward(large));
  }
}

/** Scores how real digits of a class look: a projection discriminator. */
class Critic extends Module {
  readonly convolutions: readonly Conv2d[] = [
    new Conv2d(1, channels, 4, { stride: 2, padding: 1 }),
    new Conv2d(channels, 2 * channels, 4, { stride: 2, padding: 1 }),
  ];
  readonly hidden: Linear = new Linear(2 * channels * 49, criticWidth);
  readonly output: Linear = new Linear(criticWidth, 1);
  readonly classes: Embedding = new Embedding(10, criticWidth);

  /** `f32[batch]`. */
  forward(samples: Tensor, labels: Tensor): Tensor {
    const images = this.convolutions.reduce((x, layer) => leakyRelu(layer.forward(x)), samples);
    const features = leakyRelu(this.hidden.forward(flatten(images, 1)));
    const match = reduceSum(multiply(features, this.classes.forward(labels)), 1);
    return add(squeeze(this.output.forward(features), 1), match);
  }
}

/** A class-conditional generative adversarial network; both halves together are of the denoiser's size. */
export class DigitGan extends Module {
  /** Numbers in a latent vector. */
  readonly latentWidth: number = 64;
  readonly generator: Generator = new Generator();
  readonly critic: Critic = new Critic();

  /** Samples in [−1, 1] from latent vectors. */
  generate(latents: Tensor, labels: Tensor): Tensor {
    return this.generator.forward(latents, labels);
  }
}

/**
 * Hinge losses, both halves updated at once: the critic's loss is differentiated as it stands, and to the generator goes
 * the gradient of its own loss, `−mean critic(fake)`, through a term whose value is zero.
 *
 * @see Miyato and Koyama 2018, "cGANs with Projection Discriminator"
 */
export const ganObjective: Objective<DigitGan, 'samples' | 'classLabels'> = {
  name: 'hinge',
  loss({ generator, critic, latentWidth }, { samples, classLabels }, { key = randomKey(0) }) {
    const batch = samples.shape[0] ?? 1;
    const fake = generator.forward(normal(foldIn(key, 0), [batch, latentWidth]), classLabels);
    const seen = stopGradient(fake);
    const score = critic.forward(seen, classLabels);
    const realScore = critic.forward(samples, classLabels);
    const criticLoss = add(reduceMean(relu(subtract(1, realScore))), reduceMean(relu(add(1, score))));
    const [direction] = gradients(negate(reduceMean(score)), [seen]) as [Tensor];
    const pull = reduceSum(multiply(fake, stopGradient(direction)));
    return {
      loss: add(criticLoss, subtract(pull, stopGradient(pull))),
      weight: dimensionSize(batch, 'f32'),
    };
  },
};

/** Adam with little momentum. */
export function ganOptimizer(steps: number): Optimizer {
  return chain(adamW({ learningRate: 5e-4, beta1: 0.5, beta2: 0.99, weightDecay: 0 }), ema(averaging(steps)));
}

function leakyRelu(x: Tensor): Tensor {
  return maximum(x, multiply(x, 0.2));
}
