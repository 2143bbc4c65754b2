/** Trades time for memory: activations inside each block are computed again in the backward pass instead of being kept. */
import {
  add,
  checkpoint,
  gelu,
  hostKey,
  hostTensor,
  initialize,
  Linear,
  meanSquaredError,
  Module,
  normalHost,
  type Objective,
  scalar,
  type Tensor,
} from '@fm/core';
import { ortBackend } from '@fm/ort';
import { compileStep, sgd } from '@fm/train';

const [rows, width, depth] = [512, 64, 12];

class Block extends Module {
  readonly up = new Linear(width, 4 * width);
  readonly down = new Linear(4 * width, width);

  /** [rows, width] → the same */
  forward(x: Tensor): Tensor {
    return add(x, this.down.forward(gelu(this.up.forward(x))));
  }
}

class Network extends Module {
  readonly blocks = Array.from({ length: depth }, () => new Block());
  readonly #rematerialise: boolean;

  constructor(rematerialise: boolean) {
    super();
    this.#rematerialise = rematerialise;
  }

  forward(x: Tensor): Tensor {
    return this.blocks.reduce((y, block) => {
      const forward = (input: Tensor): Tensor => block.forward(input);
      return this.#rematerialise ? checkpoint(forward)(y) : forward(y);
    }, x);
  }
}

const objective: Objective<Network, 'x' | 'y'> = {
  name: 'regression',
  loss(model, { x, y }) {
    return { loss: meanSquaredError(model.forward(x), y), weight: scalar(rows) };
  },
};

const noise = (seed: number) => hostTensor('f32', normalHost(hostKey(seed), rows * width), [rows, width]);
const batch = { x: noise(1), y: noise(2) };

await using backend = await ortBackend();
const activations: number[] = [];
for (const rematerialise of [false, true]) {
  const model = new Network(rematerialise);
  await using step = compileStep({ model, objective, optimizer: sgd({ learningRate: 0.1 }), backend });

  const { memory, flops } = step.plan(batch); // known before anything runs
  activations.push(memory.activations);
  const { metrics } = await step(step.start(initialize(model, 0)), batch);
  console.log(rematerialise ? 'with checkpoint(fn)' : 'everything kept');
  console.log(`  activations   ${(memory.activations / 2 ** 20).toFixed(1)} MiB`);
  console.log(`  work          ${(flops / 1e9).toFixed(2)} GFLOP`);
  console.log(`  loss          ${metrics.loss.toFixed(6)}, gradient norm ${metrics.gradientNorm.toFixed(6)}`);
}
const [kept, recomputed] = activations as [number, number];
if (recomputed >= kept) throw new Error('checkpoint saved nothing');
console.log(`${(kept / recomputed).toFixed(1)} times less memory for activations, the same step`);
