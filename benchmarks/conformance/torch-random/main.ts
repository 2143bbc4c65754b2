/**
 * Draws some 15 million random numbers of every kind and compares them with checksums of PyTorch's:
 *
 *     pnpm conformance torch-random
 *
 * `reference/torch_random_goldens.py` wrote the checksums; no Python is needed here.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import {
  type HostTensor,
  hostTensor,
  torchBernoulli,
  torchExponential,
  TorchGenerator,
  torchMultinomial,
  torchRand,
  torchRandint,
  torchRandn,
  torchRandperm,
} from '@fm/core';

type Call = readonly [name: string, a: number, b?: number, c?: number, d?: boolean | string];

interface Draw {
  readonly call: Call;
  readonly sha256?: string;
  readonly stride?: number;
  readonly values?: readonly number[];
}

const { versions, sequences } = JSON.parse(
  readFileSync(new URL('__golden__/checksums.json', import.meta.url), 'utf8'),
) as {
  readonly versions: { readonly torch: string };
  readonly sequences: readonly { readonly seed: string; readonly draws: readonly Draw[] }[];
};

/** Numbers of float64 whose last bits are the platform's logarithm. */
const tolerance = 1e-15;
const counts = { exact: 0, close: 0, wrong: 0 };

for (const { seed, draws } of sequences) {
  const generator = new TorchGenerator(BigInt(seed));
  for (const { call, sha256, stride = 1, values } of draws) {
    const { data } = perform(generator, call);
    const equal =
      values === undefined
        ? createHash('sha256').update(data).digest('hex') === sha256
        : values.every((value, i) => Math.abs(Number(data[i * stride]) / value - 1) < tolerance);
    if (!equal) console.log(`seed ${seed}: ${JSON.stringify(call)} differs`);
    if (!equal) counts.wrong += data.length;
    else if (values === undefined) counts.exact += data.length;
    else counts.close += values.length;
  }
}
console.log(`PyTorch ${versions.torch}, ${sequences.length} sequences:`);
console.log(`${counts.exact.toLocaleString('en')} numbers bit for bit, in draws without a difference`);
console.log(`${counts.close.toLocaleString('en')} of float64 looked at one by one, equal to ${tolerance}`);
console.log(`${counts.wrong.toLocaleString('en')} numbers in draws that differ`);
process.exitCode = counts.wrong === 0 ? 0 : 1;

function perform(generator: TorchGenerator, call: Call): HostTensor {
  const [name, a, b = 0, c = 0, d] = call;
  const dtype = call.at(-1) === 'f64' ? 'f64' : 'f32';
  switch (name) {
    case 'randn':
      return torchRandn(generator, [a], dtype);
    case 'rand':
      return torchRand(generator, [a], dtype);
    case 'randint':
      return torchRandint(generator, a, b, [c]);
    case 'randperm':
      return torchRandperm(generator, a);
    case 'bernoulli':
      return torchBernoulli(generator, a, [b]);
    case 'bernoulli-each':
      return torchBernoulli(
        generator,
        hostTensor(
          dtype,
          Array.from({ length: a }, (_, i) => i / a),
        ),
      );
    case 'exponential':
      return torchExponential(generator, [b], { rate: a, dtype });
    case 'multinomial': {
      const data = Array.from({ length: a * b }, (_, i) => ((i * 37) % 11) / 8);
      return torchMultinomial(generator, hostTensor(dtype, data, [a, b]), c, { replacement: d === true });
    }
    default:
      throw new Error(`"${name}" is no draw`);
  }
}
