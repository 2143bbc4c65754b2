/** Optimizers are transforms of gradients that are put together: three of them on one problem, side by side. */
import {
  type Dataset,
  hostKey,
  hostTensor,
  Linear,
  meanSquaredError,
  Module,
  normalHost,
  type Objective,
  type Optimizer,
  scalar,
  tanh,
  type Tensor,
} from '@fm/core';
import { ortBackend } from '@fm/ort';
import {
  adamW,
  addDecayedWeights,
  chain,
  clipByGlobalNorm,
  ema,
  muon,
  partition,
  scaleByAdam,
  scaleByLearningRate,
  schedules,
  sgd,
  train,
} from '@fm/train';

class Network extends Module {
  readonly input = new Linear(2, 32);
  readonly hidden = new Linear(32, 32);
  readonly output = new Linear(32, 1);

  /** [rows, 2] → [rows, 1] */
  forward(x: Tensor): Tensor {
    return this.output.forward(tanh(this.hidden.forward(tanh(this.input.forward(x)))));
  }
}

const objective: Objective<Network, 'x' | 'y'> = {
  name: 'regression',
  loss(model, { x, y }) {
    return { loss: meanSquaredError(model.forward(x), y), weight: scalar(x.shape[0] as number) };
  },
};

/** y = sin(3a) + ab, with noise; another seed, other rows. */
const problem = (seed: number, passes: number): Dataset => ({
  name: 'regression',
  async *batches() {
    const x = normalHost(hostKey(seed), 256 * 2);
    const noise = normalHost(hostKey(seed + 1), 256);
    const y = noise.map((e, i) => {
      const [a, b] = x.subarray(2 * i) as unknown as [number, number];
      return Math.sin(3 * a) + a * b + 0.1 * e;
    });
    const batch = { x: hostTensor('f32', x, [256, 2]), y: hostTensor('f32', y, [256, 1]) };
    for (let pass = 0; pass < passes; pass++) yield { batch, cursor: { pass } };
  },
});

const steps = 150;
const learningRate = schedules.cosine({ peak: 0.03, steps, warmUp: 10, floor: 1e-4 });
const average = ema(0.9); // keeps a moving average of the parameters; updates pass unchanged

const optimizers: Record<string, Optimizer> = {
  'sgd, clipped': chain(clipByGlobalNorm(1), sgd({ learningRate: 0.05, momentum: 0.9 }), average),
  // What `adamW` does, transform by transform.
  'adam, by hand': chain(
    scaleByAdam(),
    addDecayedWeights({ weightDecay: 0.01 }),
    scaleByLearningRate(learningRate),
    average,
  ),
  // One optimizer for the hidden matrix, another for everything else.
  'muon + adamW': chain(
    partition({ hidden: muon({ learningRate }), rest: adamW({ learningRate }) }, (name) =>
      name === 'hidden.weight' ? 'hidden' : 'rest',
    ),
    average,
  ),
};

await using backend = await ortBackend();
console.log('optimizer        step 1    step 50   step 150   averaged, on other rows');
for (const [name, optimizer] of Object.entries(optimizers)) {
  const losses: number[] = [];
  const evaluation = { data: problem(100, 1), every: steps, averaged: true };
  const options = { objective, optimizer, data: problem(1, steps), evaluation, steps, backend };
  for await (const event of train({ model: new Network(), ...options }))
    if (event.type === 'evaluation' || (event.type === 'step' && [1, 50, 150].includes(event.step)))
      losses.push(event.loss);
  console.log(name.padEnd(13) + losses.map((loss) => loss.toFixed(4).padStart(10)).join(''));
}
