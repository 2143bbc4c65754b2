/** A gradient rule of one's own: training through `round`, whose true gradient is zero, by a straight-through estimate. */
import {
  compile,
  customVjp,
  gradients,
  hostKey,
  hostTensor,
  matmul,
  meanSquaredError,
  multiply,
  normalHost,
  round,
  subtract,
  type Tensor,
} from '@fm/core';
import { ortBackend } from '@fm/ort';

/** Rounds, and hands the cotangent through as if it had not. */
const straightThrough = customVjp(
  (x) => [round(x)],
  ({ cotangents: [cotangent] }) => [cotangent],
);

const roundings: Record<string, (x: Tensor) => Tensor> = {
  'round as it is': round,
  'straight-through': (x) => straightThrough(x)[0],
};

// y = x · target with integer weights; only the rounded weights are ever used to predict.
const target = [3, -2, 0, 5];
const [rows, features] = [64, target.length];
const inputs = normalHost(hostKey(1), rows * features);
const outputs = Array.from({ length: rows }, (_, row) =>
  target.reduce((sum, weight, i) => sum + weight * (inputs[row * features + i] as number), 0),
);

await using backend = await ortBackend();
const x = backend.tensor(hostTensor('f32', inputs, [rows, features]));
const y = backend.tensor(hostTensor('f32', outputs, [rows, 1]));

for (const [name, rounding] of Object.entries(roundings)) {
  await using step = compile(
    ({ x, y, weight }: Record<'x' | 'y' | 'weight', Tensor>) => {
      const rounded = rounding(weight); // [features, 1]
      const loss = meanSquaredError(matmul(x, rounded), y);
      const [gradient] = gradients(loss, [weight]) as [Tensor];
      return { loss, rounded, next: subtract(weight, multiply(0.05, gradient)) };
    },
    { backend },
  );
  console.log(name);
  let weight = backend.tensor(hostTensor('f32', [0.4, 0.3, -0.4, 0.1], [features, 1]));
  for (let i = 0; i <= 12; i++) {
    const { loss, rounded, next } = await step({ x, y, weight });
    if (i % 4 === 0) {
      const [value] = (await loss.read()).data;
      console.log(
        `  step ${i}: loss ${Number(value).toFixed(3)}, weights ${(await rounded.read()).data.join(' ')}`,
      );
    }
    for (const used of [weight, loss, rounded]) used[Symbol.dispose]();
    weight = next;
  }
  weight[Symbol.dispose]();
}
