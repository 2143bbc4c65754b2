import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ArgumentError, FormatError, ShapeError } from '../../errors/index.ts';
import { type HostTensor, hostTensor } from '../../tensor/index.ts';
import golden from './__golden__/torch-random.json' with { type: 'json' };
import {
  torchBernoulli,
  torchExponential,
  TorchGenerator,
  torchMultinomial,
  torchRand,
  torchRandint,
  torchRandn,
  torchRandperm,
  torchStateFromBytes,
  torchStateToBytes,
} from './index.ts';

type Call = readonly (string | number | boolean)[];

function weights(rows: number, categories: number, dtype: 'f32' | 'f64'): HostTensor<'f32' | 'f64'> {
  const data = Array.from({ length: rows * categories }, (_, i) => ((i * 37) % 11) / 8);
  return hostTensor(dtype, data, [rows, categories]);
}

/** A draw in the notation of the golden file. */
function draw(generator: TorchGenerator, call: Call): HostTensor {
  const [name, a = 0, b = 0, c = 0, d = false] = call as readonly [string, number, number, number, boolean];
  const dtype = call.at(-1) === 'f64' ? 'f64' : 'f32';
  if (name === 'randn') return torchRandn(generator, [a], dtype);
  if (name === 'rand') return torchRand(generator, [a], dtype);
  if (name === 'randint') return torchRandint(generator, a, b, [c]);
  if (name === 'randperm') return torchRandperm(generator, a);
  if (name === 'bernoulli') return torchBernoulli(generator, a, [b]);
  if (name === 'exponential') return torchExponential(generator, [b], { rate: a, dtype });
  if (name === 'multinomial') return torchMultinomial(generator, weights(a, b, dtype), c, { replacement: d });
  expect(name).toBe('bernoulli-each');
  const probabilities = Array.from({ length: a }, (_, i) => i / a);
  return torchBernoulli(generator, hostTensor(dtype, probabilities));
}

it.each(golden.sequences)('draws what PyTorch draws from seed $seed: $draws.0.call', ({ seed, draws }) => {
  const generator = new TorchGenerator(BigInt(seed));
  for (const { call, values } of draws) {
    const drawn = draw(generator, call);
    expect(drawn.data).toHaveLength(values.length);
    for (const [i, expected] of values.entries()) {
      const actual = Number(drawn.data[i]);
      // Logarithms in float64 are the platform's; everything else is exact.
      if (drawn.dtype === 'f64') expect(Math.abs(actual / expected - 1)).toBeLessThan(1e-15);
      else expect(actual, `${call} ${i}`).toBe(drawn.dtype === 'f32' ? Math.fround(expected) : expected);
    }
  }
});

describe('a state', () => {
  it.each(golden.states)(
    "has the bytes of PyTorch's after $drawn numbers",
    ({ seed, drawn, sha256, next }) => {
      const generator = new TorchGenerator(BigInt(seed));
      torchRandn(generator, [drawn]);
      const bytes = torchStateToBytes(generator.state());
      expect(createHash('sha256').update(bytes.subarray(8)).digest('hex')).toBe(sha256);
      const restored = TorchGenerator.restore(torchStateFromBytes(bytes));
      expect([...torchRandn(restored, [3]).data]).toEqual(next.map(Math.fround));
    },
  );

  it.each([0, 1, 7, 15, 623, 624, 625, 2000])('resumes after %i numbers', (drawn) => {
    const generator = new TorchGenerator(3);
    torchRand(generator, [drawn]);
    torchRandn(generator, [drawn % 3]);
    const state = generator.state();
    const expected = torchRandn(generator, [9]).data;
    expect(torchRandn(TorchGenerator.restore(state), [9]).data).toEqual(expected);
    // Restoring again shows that the first restored generator did not advance the state.
    expect(torchRandn(TorchGenerator.restore(structuredClone(state)), [9]).data).toEqual(expected);
  });
});

it('looks at the lowest 32 bits of a seed only', () => {
  for (const [a, b] of [
    [5, 2 ** 32 + 5],
    [-1, 2 ** 32 - 1],
    [2n ** 64n - 1n, -1],
  ] as const) {
    expect(torchRand(new TorchGenerator(a), [3]).data).toEqual(torchRand(new TorchGenerator(b), [3]).data);
  }
});

it('refuses what PyTorch cannot draw', () => {
  const generator = new TorchGenerator();
  expect(() => new TorchGenerator(0.5)).toThrow(ArgumentError);
  expect(() => new TorchGenerator(2n ** 64n)).toThrow(ArgumentError);
  expect(() => torchRandint(generator, 3, 3, [1])).toThrow(ArgumentError);
  expect(() => torchRandperm(generator, -1)).toThrow(ArgumentError);
  expect(() => torchBernoulli(generator, 1.5, [1])).toThrow(ArgumentError);
  expect(() => torchExponential(generator, [1], { rate: 0 })).toThrow(ArgumentError);
  expect(() => torchMultinomial(generator, hostTensor('f32', [0, 1]), 2)).toThrow(ArgumentError);
  expect(() => torchMultinomial(generator, hostTensor('f32', [Number.NaN, 1]), 1)).toThrow(ArgumentError);
  expect(() => torchMultinomial(generator, hostTensor('f32', [1], [1, 1, 1]), 1)).toThrow(ShapeError);
  expect(() => torchStateFromBytes(new Uint8Array(16))).toThrow(FormatError);
  expect(() => TorchGenerator.restore({ words: hostTensor('i32', [1]), position: 0 })).toThrow(ArgumentError);
});
