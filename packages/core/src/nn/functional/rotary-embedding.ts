import { ArgumentError, ShapeError } from '../../errors/index.ts';
import { formatType, type Tensor } from '../../ir/index.ts';
import { cast } from '../../ops/cast.ts';
import { concat } from '../../ops/concat.ts';
import { constant } from '../../ops/constant.ts';
import { cos } from '../../ops/cos.ts';
import { expandDims } from '../../ops/expand-dims.ts';
import { multiply } from '../../ops/multiply.ts';
import { rotatePairs } from '../../ops/rotate-pairs.ts';
import { sin } from '../../ops/sin.ts';
import { slice } from '../../ops/slice.ts';
import { hostTensor } from '../../tensor/index.ts';

/** Options of {@link rotaryEmbedding}. */
export interface RotaryEmbeddingOptions {
  /** Base of the wavelengths, `2π theta^(2i/dimensions)`. @default 10000 */
  readonly theta?: number;
  /** How many leading elements of every head are rotated; an even number. @default all */
  readonly dimensions?: number;
  /** Whether elements `2i` and `2i + 1` are a pair, as in GPT-J, or `i` and `i + dimensions / 2`, as in Llama. @default false */
  readonly interleaved?: boolean;
  /** Stretches contexts: `linear` divides every position by `factor`. @default none */
  readonly scaling?: { readonly type: 'linear'; readonly factor: number };
}

/**
 * Rotary position embedding: rotates pair `i` of every query or key by `position · theta^(−2i/dimensions)`, so that their
 * products depend on the distance of their positions.
 *
 * @param x - queries or keys, `[batch, heads, sequence, headSize]`
 * @param positions - integers, `[sequence]` or `[batch, sequence]`
 * @returns the shape of `x`
 * @throws {ShapeError} when the operands do not fit together
 * @throws {ArgumentError} when `dimensions` is not even or exceeds the head's size
 * @see Su et al. 2021, "RoFormer", https://arxiv.org/abs/2104.09864, equation 34
 * @example
 * ```ts
 * import { input, iota, rotaryEmbedding } from '@fm/core';
 *
 * String(rotaryEmbedding(input('f32', [2, 4, 16, 8]), iota(16))); // => 'f32[2, 4, 16, 8]'
 * ```
 * @example
 * ```ts
 * import { compile, hostTensor, referenceBackend, rotaryEmbedding, type Tensor } from '@fm/core';
 *
 * const run = compile(
 *   ({ x, positions }: { x: Tensor; positions: Tensor }) => ({ y: rotaryEmbedding(x, positions) }),
 *   { backend: referenceBackend() },
 * );
 * // One head of one pair: turned by as many radians as its position says.
 * const { y } = await run({
 *   x: hostTensor('f32', [1, 0, 1, 0], [1, 1, 2, 2]),
 *   positions: hostTensor('i64', [0, 1]),
 * });
 * (await y.read()).data; // => Float32Array [1, 0, 0.5403, 0.8415]
 * ```
 */
export function rotaryEmbedding(x: Tensor, positions: Tensor, options: RotaryEmbeddingOptions = {}): Tensor {
  const headSize = x.shape[3];
  if (x.rank !== 4 || typeof headSize !== 'number' || positions.rank < 1 || positions.rank > 2) {
    throw new ShapeError('rotaryEmbedding: the operands do not fit together', {
      expected: '[batch, heads, sequence, headSize] and positions [sequence] or [batch, sequence]',
      received: `${formatType(x)} and ${formatType(positions)}`,
    });
  }
  const { theta = 10_000, dimensions = headSize, interleaved = false, scaling } = options;
  if (dimensions % 2 !== 0 || dimensions < 2 || dimensions > headSize) {
    throw new ArgumentError('rotaryEmbedding: dimensions is out of range', {
      expected: `an even number in [2, ${headSize}]`,
      received: `${dimensions}`,
    });
  }
  const step = 1 / (scaling?.factor ?? 1);
  const frequencies = Float32Array.from(
    { length: dimensions / 2 },
    (_, i) => step * theta ** ((-2 * i) / dimensions),
  );
  const angles = multiply(expandDims(cast(positions, 'f32'), -1), constant(hostTensor('f32', frequencies))); // [(batch,) sequence, pairs]
  const [cosines, sines] = [cos(angles), sin(angles)].map((part) => {
    const perHead = positions.rank === 2 ? expandDims(part, 1) : part; // [batch, 1, sequence, pairs]
    return cast(perHead, x.dtype);
  }) as [Tensor, Tensor];
  if (dimensions === headSize) return rotatePairs(x, cosines, sines, { interleaved });
  const rotated = rotatePairs(slice(x, { axis: 3, end: dimensions }), cosines, sines, { interleaved });
  return concat([rotated, slice(x, { axis: 3, start: dimensions })], 3);
}
