import { ArgumentError } from '../../errors/index.ts';
import { type ConcreteShape, type HostTensor, sizeOf } from '../../tensor/index.ts';
import type { TorchGenerator } from './torch-generator.ts';

/** Options of {@link torchExponential}. */
export interface TorchExponentialOptions<D extends 'f32' | 'f64' = 'f32'> {
  /** λ, the inverse of the mean; above 0. @default 1 */
  readonly rate?: number;
  /** @default 'f32' */
  readonly dtype?: D;
}

/**
 * Exponentially distributed numbers, `-log(1 - u) / λ`: those of `tensor.exponential_(rate, generator=…)`. Both dtypes
 * are computed in float64, from the same stream; the last bit depends on the platform's `log1p`.
 *
 * @param generator - advanced by the draw
 * @returns `dtype`, `shape`
 * @throws {ArgumentError} when the rate is not above 0
 * @example
 * ```ts
 * import { TorchGenerator, torchExponential } from '@fm/core';
 *
 * torchExponential(new TorchGenerator(1), [1]).data[0]?.toFixed(4); // => '0.0630'
 * ```
 */
export function torchExponential<D extends 'f32' | 'f64' = 'f32'>(
  generator: TorchGenerator,
  shape: ConcreteShape,
  { rate = 1, dtype = 'f32' as D }: TorchExponentialOptions<D> = {},
): HostTensor<D> {
  if (!(rate > 0 && Number.isFinite(rate))) {
    throw new ArgumentError('torchExponential: this is no rate', {
      expected: 'a finite number above 0',
      received: `${rate}`,
    });
  }
  const size = sizeOf(shape);
  const data: Float32Array | Float64Array = dtype === 'f32' ? new Float32Array(size) : new Float64Array(size);
  for (let i = 0; i < size; i++) data[i] = (-1 / rate) * Math.log1p(-generator.uniform53());
  return { dtype, shape, data } as HostTensor<D>;
}
