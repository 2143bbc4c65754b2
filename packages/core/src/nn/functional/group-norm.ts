import { ShapeError } from '../../errors/index.ts';
import { formatType, type Tensor } from '../../ir/index.ts';
import { add } from '../../ops/add.ts';
import { layerNorm } from '../../ops/layer-norm.ts';
import { multiply } from '../../ops/multiply.ts';
import { reshape } from '../../ops/reshape.ts';
import { type Dim, sizeOf } from '../../tensor/index.ts';

/** Options of {@link groupNorm}. */
export interface GroupNormOptions {
  /** Factor of every channel, `[channels]`. @default 1 */
  readonly weight?: Tensor | undefined;
  /** Added to every channel, `[channels]`. @default 0 */
  readonly bias?: Tensor | undefined;
  /** Added to the variance. @default 1e-5 */
  readonly epsilon?: number;
}

/**
 * Normalises groups of channels, over their elements in all positions, to mean 0 and variance 1; then scales and shifts
 * every channel.
 *
 * @param x - `[batch, channels, …]`, floating point, all extents but the batch known
 * @param groups - divides `channels`; 1 normalises all channels together, `channels` each on its own
 * @returns the shape of `x`
 * @throws {ShapeError} when `groups` does not divide the channels
 * @see Wu and He 2018, "Group Normalization", https://arxiv.org/abs/1803.08494, equation 7
 * @example
 * ```ts
 * import { groupNorm, input } from '@fm/core';
 *
 * String(groupNorm(input('f32', [2, 64, 8, 8]), 32)); // => 'f32[2, 64, 8, 8]'
 * ```
 */
export function groupNorm(
  x: Tensor,
  groups: number,
  { weight, bias, epsilon = 1e-5 }: GroupNormOptions = {},
): Tensor {
  const [batch, channels, ...rest] = x.shape;
  if (typeof channels !== 'number' || !Number.isInteger(groups) || groups < 1 || channels % groups !== 0) {
    throw new ShapeError('groupNorm: the channels cannot be divided into groups', {
      expected: `[batch, channels, …] with a multiple of ${groups} channels`,
      received: formatType(x),
    });
  }
  const grouped = reshape(x, [batch as Dim, groups, sizeOf([channels / groups, ...rest])]);
  const normalized = reshape(layerNorm(grouped, { epsilon }), [batch as Dim, channels, sizeOf(rest)]);
  const perChannel = (vector: Tensor): Tensor => reshape(vector, [channels, 1]);
  const scaled = weight === undefined ? normalized : multiply(normalized, perChannel(weight));
  return reshape(bias === undefined ? scaled : add(scaled, perChannel(bias)), x.shape);
}
