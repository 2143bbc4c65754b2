/** How likely is data under a diffusion model? Follows the probability flow, and compares with the exact answer. */
import { add, divide, hostTensor, multiply, reshape, square, subtract } from '@fm/core';
import { bitsPerDimension, type DenoisingNetwork, logLikelihood } from '@fm/diffusion';
import { ortBackend } from '@fm/ort';

/** The network that training on normal data with this deviation would end at; it tells the flow, noise - data. */
const deviation = 0.6;
const network: DenoisingNetwork = {
  sampleShape: [4],
  parameters: () => new Map(),
  denoise(x, time) {
    const share = reshape(divide(time, 1000), [3, 1]); // x = (1 - share) · data + share · noise
    const sigma = divide(share, subtract(1, share));
    const clean = divide(x, subtract(1, share));
    const data = divide(multiply(clean, deviation ** 2), add(square(sigma), deviation ** 2));
    return divide(subtract(x, data), share);
  },
};

const rows = [
  [0, 0, 0, 0],
  [0.5, -0.3, 0.8, -0.6],
  [2, 2, -2, -2],
];
const samples = hostTensor('f32', rows.flat(), [3, 4]);
await using backend = await ortBackend();
const likelihood = await logLikelihood({
  network,
  backend,
  parameters: {},
  process: { flow: {} },
  prediction: 'flow',
  samples,
  range: [0.01, 300],
});

console.log(`${likelihood.evaluations} evaluations of the network\n`);
for (const [i, row] of rows.entries()) {
  const exact = row.reduce(
    (sum, x) => sum - x ** 2 / (2 * deviation ** 2) - 0.5 * Math.log(2 * Math.PI * deviation ** 2),
    0,
  );
  const found = likelihood.logDensities[i] as number;
  console.log(`ln p(${row.join(', ')}) = ${found.toFixed(3)}, exactly ${exact.toFixed(3)}`);
  if (Math.abs(found - exact) > 0.02) throw new Error('The likelihood is off.');
}
console.log(
  `\n${bitsPerDimension(likelihood, 2 / 255).toFixed(3)} bits per number, as 8-bit levels in [-1, 1]`,
);
