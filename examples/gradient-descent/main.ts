/** Fits a line by gradient descent: the forward pass, its gradient and the update are one compiled program. */
import {
  compile,
  gradients,
  hostTensor,
  matmul,
  multiply,
  reduceMean,
  square,
  subtract,
  type Tensor,
} from '@fm/core';
import { ortBackend } from '@fm/ort';

type Inputs = Record<'x' | 'y' | 'weight', Tensor>;

function descend({ x, y, weight }: Inputs): Record<'loss' | 'next', Tensor> {
  const loss = reduceMean(square(subtract(matmul(x, weight), y))); // []
  const [gradient] = gradients(loss, [weight]) as [Tensor]; // [features, 1]
  return { loss, next: subtract(weight, multiply(0.1, gradient)) };
}

await using backend = await ortBackend();
await using step = compile(descend, { backend });

// y = 3 x + 1; the second feature is the constant 1.
const x = backend.tensor(hostTensor('f32', [-2, 1, -1, 1, 0, 1, 1, 1, 2, 1], [5, 2]));
const y = backend.tensor(hostTensor('f32', [-5, -2, 1, 4, 7], [5, 1]));

let weight = backend.tensor(hostTensor('f32', [0, 0], [2, 1]));
for (let i = 0; i <= 40; i++) {
  const { loss, next } = await step({ x, y, weight });
  if (i % 10 === 0) console.log(`step ${i}: loss ${Number((await loss.read()).data[0]).toFixed(6)}`);
  weight[Symbol.dispose](); // the outputs of a run are the caller's
  loss[Symbol.dispose]();
  weight = next; // stays on the device
}
const [slope, intercept] = (await weight.read()).data;
console.log('slope', slope, 'intercept', intercept);
