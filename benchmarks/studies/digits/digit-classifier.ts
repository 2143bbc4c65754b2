import {
  argMax,
  cast,
  compile,
  Conv2d,
  crossEntropy,
  type DeviceTensor,
  equal,
  flatten,
  type HostTensor,
  Linear,
  Module,
  type Objective,
  reduceMean,
  relu,
  type Tensor,
} from '@fm/core';
import { type Classifier, type FeatureExtractor, randomShift, sampleTrainingData } from '@fm/diffusion';
import { adamW, schedules } from '@fm/train';

import type { Digits } from './digits.ts';
import { trainWithin, type TrainWithinOptions } from './train-within.ts';

/** A small convolutional network whose last hidden layer, 128 wide, serves as features. */
class DigitClassifier extends Module {
  readonly convolutions: readonly Conv2d[] = [
    new Conv2d(1, 16, 3, { stride: 2, padding: 1 }),
    new Conv2d(16, 32, 3, { stride: 2, padding: 1 }),
    new Conv2d(32, 64, 3, { padding: 1 }),
  ];
  readonly hidden: Linear = new Linear(64 * 7 * 7, 128);
  readonly output: Linear = new Linear(128, 10);

  features(samples: Tensor): Tensor {
    const images = this.convolutions.reduce((x, convolution) => relu(convolution.forward(x)), samples);
    return relu(this.hidden.forward(flatten(images, 1))); // [batch, 128]
  }
}

const classification: Objective<DigitClassifier, 'samples' | 'classLabels'> = {
  name: 'classification',
  loss(model, { samples, classLabels }) {
    const scores = model.output.forward(model.features(samples));
    const { mean, weight } = crossEntropy(scores, classLabels);
    const accuracy = reduceMean(cast(equal(argMax(scores, 1), classLabels), 'f32'));
    return { loss: mean, weight, metrics: { accuracy } };
  },
};

/** A trained classifier: the judge of the study, never the trainer of anything in it. */
export interface Judge extends Classifier, FeatureExtractor, AsyncDisposable {}

/** Trains the classifier on the training digits, each moved by up to two pixels. */
export async function trainJudge(
  { training }: Digits,
  options: Pick<TrainWithinOptions<Module>, 'backend' | 'budget' | 'log'>,
): Promise<Judge> {
  const model = new DigitClassifier();
  const { parameters } = await trainWithin({
    ...options,
    name: 'classifier',
    model,
    objective: classification,
    optimizer: (steps) =>
      adamW({ learningRate: schedules.cosine({ peak: 1.5e-3, steps }), weightDecay: 0.01 }),
    data: sampleTrainingData(training, { batchSize: 128, augment: [randomShift(2)] }),
  });
  const program = compile(
    ({ samples }: { samples: Tensor }) => {
      const features = model.features(samples);
      return { features, scores: model.output.forward(features) };
    },
    { backend: options.backend, parameters: model.parameters(), constants: parameters, name: 'classifier' },
  );
  const ask = async (
    output: 'features' | 'scores',
    samples: HostTensor<'f32'>,
  ): Promise<HostTensor<'f32'>> => {
    const outputs = await program({ samples });
    using answer = outputs[output] as DeviceTensor<'f32'>;
    const { data, shape } = await answer.read();
    return { dtype: 'f32', data: data.slice(), shape };
  };
  return {
    name: 'digit classifier, hidden layer of 128',
    classify: (samples) => ask('scores', samples),
    extract: (samples) => ask('features', samples),
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  };
}
