/** A network, an objective and a data set written from scratch: tells two spirals apart and draws what it learned. */
import {
  argMax,
  cast,
  compile,
  crossEntropy,
  type Dataset,
  equal,
  hostTensor,
  Linear,
  Module,
  type Objective,
  reduceMean,
  tanh,
  type Tensor,
  toNumbers,
} from '@fm/core';
import { ortBackend } from '@fm/ort';
import { adamW, schedules, train } from '@fm/train';

class Classifier extends Module {
  readonly layers = [new Linear(2, 32), new Linear(32, 32)]; // parameters layers.0.weight, layers.0.bias, …
  readonly head = new Linear(32, 2);

  /** [points, 2] → [points, classes] */
  logits(points: Tensor): Tensor {
    return this.head.forward(this.layers.reduce((x, layer) => tanh(layer.forward(x)), points));
  }
}

const classification: Objective<Classifier, 'points' | 'labels'> = {
  name: 'classification',
  loss(model, { points, labels }) {
    const logits = model.logits(points);
    const { mean, weight } = crossEntropy(logits, labels);
    const accuracy = reduceMean(cast(equal(argMax(logits), labels), 'f32'));
    return { loss: mean, weight, metrics: { accuracy } };
  },
};

/** Two arms, each more than one turn; even points are on the first. */
const spirals = Array.from({ length: 200 }, (_, i) => {
  const radius = 0.1 + (0.9 * i) / 200;
  const angle = 3 * Math.PI * radius + (i % 2) * Math.PI;
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
});
const data: Dataset = {
  name: 'two spirals',
  async *batches() {
    const points = hostTensor('f32', spirals.flat(), [200, 2]);
    const labels = hostTensor(
      'i64',
      spirals.map((_, i) => i % 2),
      [200],
    );
    for (;;) yield { batch: { points, labels }, cursor: {} };
  },
};

await using backend = await ortBackend();
const model = new Classifier();
const steps = 500;
const optimizer = adamW({ learningRate: schedules.cosine({ peak: 0.02, steps, warmUp: 20 }) });
const run = train({ model, objective: classification, optimizer, data, steps, backend });
for await (const event of run) {
  if (event.type === 'step' && event.step % 100 === 0)
    console.log(
      `step ${event.step}: loss ${event.loss.toFixed(4)}, accuracy ${event.values.accuracy?.toFixed(3)}`,
    );
}

// The same module, compiled for use: the class of every point of a grid.
const { parameters } = await run.result;
await using classify = compile(
  ({ points }: { points: Tensor }) => ({ classes: argMax(model.logits(points)) }),
  { backend, parameters: model.parameters() },
);
const [rows, columns] = [19, 41];
const grid = Array.from({ length: rows * columns }, (_, i) => [
  ((i % columns) / (columns - 1)) * 2 - 1,
  1 - (Math.floor(i / columns) / (rows - 1)) * 2,
]);
const { classes } = await classify({
  points: hostTensor('f32', grid.flat(), [grid.length, 2]),
  ...parameters,
});
const picture = Array.from(toNumbers(await classes.read()), (label) => '·#'[label]).join('');
for (let row = 0; row < rows; row++) console.log(picture.slice(row * columns, (row + 1) * columns));
