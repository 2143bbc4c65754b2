import { describe, expect, it } from 'vitest';
import { ArgumentError } from '../errors/index.ts';
import { hostKey } from '../random/index.ts';
import {
  kaimingNormalInitializer,
  kaimingUniformInitializer,
  normalInitializer,
  truncatedNormalInitializer,
  uniformInitializer,
  xavierNormalInitializer,
  xavierUniformInitializer,
} from './initializers.ts';
import type { Initializer } from './parameter.ts';

const draw = (initializer: Initializer, shape: readonly number[]): number[] =>
  Array.from(initializer(shape, hostKey(7)));
const std = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);
const largest = (values: readonly number[]): number => Math.max(...values.map(Math.abs));

describe('initializers', () => {
  // [out 40, in 25, 2 × 2]: fan in 100, fan out 160
  const shape = [40, 25, 2, 2];

  it.each<[string, Initializer, number]>([
    ['normal', normalInitializer(0.02), 0.02],
    ['Xavier normal', xavierNormalInitializer({ gain: 2 }), 2 * Math.sqrt(2 / 260)],
    ['Xavier uniform', xavierUniformInitializer(), Math.sqrt(2 / 260)],
    ['Kaiming normal', kaimingNormalInitializer(), Math.sqrt(2 / 100)],
    ['Kaiming uniform', kaimingUniformInitializer(), Math.sqrt(2 / 100)],
    [
      'Kaiming normal of a weight stored [in, out]',
      kaimingNormalInitializer({ layout: 'output-last' }),
      Math.sqrt(2 / 160),
    ],
  ])('%s has the standard deviation of its formula', (_, initializer, expected) => {
    expect(std(draw(initializer, shape)) / expected).toBeCloseTo(1, 1);
  });

  it.each<[string, Initializer, number]>([
    ['uniform', uniformInitializer(-0.5, 0.5), 0.5],
    ['Xavier uniform', xavierUniformInitializer(), Math.sqrt(6 / 260)],
    ["PyTorch's Linear", kaimingUniformInitializer({ gain: Math.sqrt(1 / 3) }), 0.1],
    ['truncated normal', truncatedNormalInitializer(0.02), 0.04],
  ])('%s reaches to its bound, not beyond', (_, initializer, bound) => {
    const values = draw(initializer, shape);
    expect(largest(values)).toBeLessThanOrEqual(bound * (1 + 1e-6));
    expect(largest(values)).toBeGreaterThan(0.97 * bound);
  });

  it('refuses to guess the fans of a vector', () => {
    expect(() => draw(xavierUniformInitializer(), [4])).toThrow(ArgumentError);
  });
});
