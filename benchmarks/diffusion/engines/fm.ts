import { hostTensor, type HostTensor, meanSquaredError, type Objective } from '@fm/core';
import { euler, flowGrid, networkDenoiser, sample, type UNet2d } from '@fm/diffusion';
import { ortBackend } from '@fm/ort/node';
import { adamW, compileStep } from '@fm/train';

import { digitUnet } from '../../studies/digits/digit-unet.ts';
import { adam, initialParameters, inputs, sizes } from '../unet.ts';
import { serveEngine } from './engine.ts';

const objective: Objective<UNet2d, 'samples' | 'target' | 'time' | 'classLabels'> = {
  name: 'mean squared error',
  loss(network, { samples, target, time, classLabels }) {
    const loss = meanSquaredError(network.denoise(samples, time, { classLabels }), target);
    return { loss, weight: loss };
  },
};

await serveEngine(async (threads) => {
  const backend = await ortBackend({ intraOpThreads: threads });
  const model = digitUnet();
  const parameters: Record<string, HostTensor> = Object.fromEntries(
    initialParameters().map(({ name, shape, data }) => [name, hostTensor('f32', data, [...shape])]),
  );
  const step = compileStep({ model, objective, optimizer: adamW({ ...adam, weightDecay: 0 }), backend });
  const images = (data: Float32Array): HostTensor<'f32'> =>
    hostTensor('f32', data, [data.length / sizes.side ** 2, 1, sizes.side, sizes.side]);
  const given = inputs(sizes.training);
  const batch = {
    samples: images(given.samples),
    target: images(given.target),
    time: hostTensor('f32', given.time),
    classLabels: hostTensor('i64', given.labels),
  };
  let state = step.start(parameters);

  const denoiser = networkDenoiser(model, { backend, parameters, prediction: 'flow' });
  const grid = flowGrid(Array.from({ length: sizes.steps + 1 }, (_, i) => 1 - i / sizes.steps));
  const start = inputs(sizes.sampling);
  return {
    async train() {
      const result = await step(state, batch);
      state = result.state;
      return result.metrics.loss;
    },
    async sample() {
      const run = sample({
        sampler: euler(grid),
        denoiser,
        sample: images(start.samples),
        conditioning: { classLabels: hostTensor('i64', start.labels) },
      });
      return (await run.result).data;
    },
  };
});
