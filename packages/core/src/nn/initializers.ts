import { ArgumentError } from '../errors/index.ts';
import { foldInHost, normalHost, uniformHost } from '../random/index.ts';
import { type ConcreteShape, sizeOf } from '../tensor/index.ts';
import type { Initializer } from './parameter.ts';

/**
 * All zeros.
 *
 * @example
 * ```ts
 * import { hostKey, zerosInitializer } from '@fm/core';
 *
 * zerosInitializer([2, 2], hostKey(0)); // => Float32Array [0, 0, 0, 0]
 * ```
 */
export const zerosInitializer: Initializer = (shape) => new Float32Array(sizeOf(shape));

/**
 * All ones.
 *
 * @example
 * ```ts
 * import { hostKey, onesInitializer } from '@fm/core';
 *
 * onesInitializer([3], hostKey(0)); // => Float32Array [1, 1, 1]
 * ```
 */
export const onesInitializer: Initializer = (shape) => new Float32Array(sizeOf(shape)).fill(1);

/**
 * `N(mean, standardDeviation²)`.
 *
 * @param mean - @default 0
 * @example
 * ```ts
 * import { hostKey, normalInitializer } from '@fm/core';
 *
 * const weights = Array.from(normalInitializer(0.02)([64, 64], hostKey(0)));
 * (Math.hypot(...weights) / Math.sqrt(weights.length)).toFixed(2); // => '0.02'
 * ```
 */
export function normalInitializer(standardDeviation: number, mean = 0): Initializer {
  return (shape, key) => normalHost(key, sizeOf(shape)).map((x) => mean + standardDeviation * x);
}

/**
 * `U(low, high)`: at least `low`, less than `high`.
 *
 * @example
 * ```ts
 * import { hostKey, uniformInitializer } from '@fm/core';
 *
 * const weights = Array.from(uniformInitializer(-0.1, 0.1)([100, 100], hostKey(0)));
 * Math.min(...weights) >= -0.1 && Math.max(...weights) < 0.1; // => true
 * ```
 */
export function uniformInitializer(low: number, high: number): Initializer {
  return (shape, key) => uniformHost(key, sizeOf(shape)).map((u) => low + (high - low) * u);
}

/**
 * `N(0, standardDeviation²)` without what lies further than `bound` standard deviations from zero: such draws are repeated.
 *
 * @param bound - in standard deviations, positive. @default 2
 * @example
 * ```ts
 * import { hostKey, truncatedNormalInitializer } from '@fm/core';
 *
 * const weights = Array.from(truncatedNormalInitializer(0.02)([100, 100], hostKey(0)));
 * weights.every((weight) => Math.abs(weight) <= 0.04); // => true
 * ```
 */
export function truncatedNormalInitializer(standardDeviation: number, bound = 2): Initializer {
  return (shape, key) => {
    const values = normalHost(key, sizeOf(shape));
    for (let attempt = 1; values.some((x) => Math.abs(x) > bound); attempt++) {
      const again = normalHost(foldInHost(key, attempt), values.length);
      for (const [i, x] of values.entries()) if (Math.abs(x) > bound) values[i] = again[i] as number;
    }
    return values.map((x) => standardDeviation * x);
  };
}

/** Options of the initialisers that look at how many numbers flow through a weight. */
export interface ScalingOptions {
  /** Where the outputs are: first axis, as in `[out, in, …]`, or last, as in `[in, out]`. @default 'output-first' */
  readonly layout?: 'output-first' | 'output-last';
  /** Factor for the activation that follows, for example `√2` for ReLU. @default 1 for Xavier's, √2 for Kaiming's */
  readonly gain?: number;
}

/**
 * Keeps the variance of activations and gradients: `U(−a, a)` with `a = gain · √(6 / (fanIn + fanOut))`.
 *
 * @throws {ArgumentError} when called with a shape of fewer than two axes
 * @see Glorot and Bengio 2010, "Understanding the difficulty of training deep feedforward neural networks", equation 16
 * @example
 * ```ts
 * import { hostKey, xavierUniformInitializer } from '@fm/core';
 *
 * // fanIn 20, fanOut 130: a = √(6 / 150) = 0.2
 * const weights = Array.from(xavierUniformInitializer()([130, 20], hostKey(0)));
 * weights.every((weight) => Math.abs(weight) <= 0.2); // => true
 * ```
 */
export function xavierUniformInitializer({ gain = 1, layout }: ScalingOptions = {}): Initializer {
  return (shape, key) => {
    const { fanIn, fanOut } = fans(shape, layout);
    const bound = gain * Math.sqrt(6 / (fanIn + fanOut));
    return uniformInitializer(-bound, bound)(shape, key);
  };
}

/**
 * {@link xavierUniformInitializer} with `N(0, 2 gain² / (fanIn + fanOut))`.
 *
 * @throws {ArgumentError} when called with a shape of fewer than two axes
 * @example
 * ```ts
 * import { hostKey, xavierNormalInitializer } from '@fm/core';
 *
 * // fanIn 20, fanOut 180: √(2 / 200) = 0.1
 * const weights = Array.from(xavierNormalInitializer()([180, 20], hostKey(0)));
 * (Math.hypot(...weights) / Math.sqrt(weights.length)).toFixed(2); // => '0.10'
 * ```
 */
export function xavierNormalInitializer({ gain = 1, layout }: ScalingOptions = {}): Initializer {
  return (shape, key) => {
    const { fanIn, fanOut } = fans(shape, layout);
    return normalInitializer(gain * Math.sqrt(2 / (fanIn + fanOut)))(shape, key);
  };
}

/**
 * Keeps the variance of activations: `U(−a, a)` with `a = gain · √(3 / fanIn)`. PyTorch's Linear and Conv2d start with
 * `gain = √(1/3)`, that is `a = 1 / √fanIn`.
 *
 * @throws {ArgumentError} when called with a shape of fewer than two axes
 * @see He et al. 2015, "Delving Deep into Rectifiers", equation 10
 * @example
 * ```ts
 * import { hostKey, kaimingUniformInitializer, Parameter } from '@fm/core';
 *
 * // A convolution of 3 × 3 over 4 channels: fanIn 36, so a = 1/6 with PyTorch's gain.
 * const { initializer, shape } = new Parameter([8, 4, 3, 3], kaimingUniformInitializer({ gain: Math.sqrt(1 / 3) }));
 * Array.from(initializer(shape, hostKey(0))).every((weight) => Math.abs(weight) <= 1 / 6); // => true
 * ```
 */
export function kaimingUniformInitializer({ gain = Math.SQRT2, layout }: ScalingOptions = {}): Initializer {
  return (shape, key) => {
    const bound = gain * Math.sqrt(3 / fans(shape, layout).fanIn);
    return uniformInitializer(-bound, bound)(shape, key);
  };
}

/**
 * {@link kaimingUniformInitializer} with `N(0, gain² / fanIn)`.
 *
 * @throws {ArgumentError} when called with a shape of fewer than two axes
 * @example
 * ```ts
 * import { hostKey, kaimingNormalInitializer } from '@fm/core';
 *
 * // fanIn 200, and √2 for the ReLU that follows: √(2 / 200) = 0.1
 * const weights = Array.from(kaimingNormalInitializer()([20, 200], hostKey(0)));
 * (Math.hypot(...weights) / Math.sqrt(weights.length)).toFixed(2); // => '0.10'
 * ```
 */
export function kaimingNormalInitializer({ gain = Math.SQRT2, layout }: ScalingOptions = {}): Initializer {
  return (shape, key) => normalInitializer(gain / Math.sqrt(fans(shape, layout).fanIn))(shape, key);
}

function fans(
  shape: ConcreteShape,
  layout: ScalingOptions['layout'] = 'output-first',
): { readonly fanIn: number; readonly fanOut: number } {
  if (shape.length < 2) {
    throw new ArgumentError('This initialiser needs a weight with at least two axes', {
      expected: '[out, in, …] or [in, out]',
      received: `[${shape.join(', ')}]`,
      hint: 'Use normalInitializer or zerosInitializer for vectors.',
    });
  }
  const window = sizeOf(shape.slice(2));
  const [first, second] = shape.map((extent) => extent * window) as [number, number];
  return layout === 'output-first' ? { fanIn: second, fanOut: first } : { fanIn: first, fanOut: second };
}
