import { ArgumentError } from '../../errors/index.ts';
import type { Tensor } from '../../ir/index.ts';
import { cast } from '../../ops/cast.ts';
import { concat } from '../../ops/concat.ts';
import { constant } from '../../ops/constant.ts';
import { cos } from '../../ops/cos.ts';
import { expandDims } from '../../ops/expand-dims.ts';
import { multiply } from '../../ops/multiply.ts';
import { sin } from '../../ops/sin.ts';
import { hostTensor } from '../../tensor/index.ts';

/** Options of {@link sinusoidalEmbedding}. */
export interface SinusoidalEmbeddingOptions {
  /** Longest wavelength divided by 2π. @default 10000 */
  readonly maxPeriod?: number;
  /** Which half comes first. @default 'sin' */
  readonly first?: 'sin' | 'cos';
  /** Subtracted from the number of frequencies in the exponent's denominator: 1 makes the last period `maxPeriod`. @default 0 */
  readonly frequencyShift?: number;
}

/**
 * Sines and cosines of positions or diffusion times at geometrically spaced frequencies
 * `maxPeriod^(−i / (width/2 − frequencyShift))`.
 *
 * @param positions - `[…]`, any dtype of numbers
 * @param width - of the embedding; even
 * @returns `f32[…, width]`, one half sines and one half cosines
 * @throws {ArgumentError} when `width` is not an even number
 * @see Vaswani et al. 2017, "Attention Is All You Need", section 3.5
 * @example
 * ```ts
 * import { input, sinusoidalEmbedding } from '@fm/core';
 *
 * String(sinusoidalEmbedding(input('f32', [8]), 32)); // => 'f32[8, 32]'
 * ```
 * @example
 * ```ts
 * import { compile, hostTensor, referenceBackend, sinusoidalEmbedding, type Tensor } from '@fm/core';
 *
 * // For each time sin t, sin t/100, cos t, cos t/100.
 * const run = compile(({ t }: { t: Tensor }) => ({ y: sinusoidalEmbedding(t, 4) }), { backend: referenceBackend() });
 * const { y } = await run({ t: hostTensor('f32', [0, 100]) });
 * (await y.read()).data; // => Float32Array [0, 0, 1, 1, -0.5064, 0.8415, 0.8623, 0.5403]
 * ```
 */
export function sinusoidalEmbedding(
  positions: Tensor,
  width: number,
  options: SinusoidalEmbeddingOptions = {},
): Tensor {
  const { maxPeriod = 10_000, first = 'sin', frequencyShift = 0 } = options;
  const half = width / 2;
  if (!Number.isInteger(half) || half - frequencyShift <= 0) {
    throw new ArgumentError('sinusoidalEmbedding: the width is out of range', {
      expected: `an even number above ${2 * frequencyShift}`,
      received: `${width}`,
    });
  }
  const frequencies = Float32Array.from(
    { length: half },
    (_, i) => maxPeriod ** (-i / (half - frequencyShift)),
  );
  const angles = multiply(expandDims(cast(positions, 'f32'), -1), constant(hostTensor('f32', frequencies))); // […, width / 2]
  const halves = first === 'sin' ? [sin(angles), cos(angles)] : [cos(angles), sin(angles)];
  return concat(halves, -1);
}
