import { ArgumentError } from '../../errors/index.ts';
import { type ConcreteShape, type HostTensor, sizeOf } from '../../tensor/index.ts';
import type { TorchGenerator } from './torch-generator.ts';

/**
 * Coin flips, each with a probability of its own: those of `torch.bernoulli(probabilities, generator=…)`.
 *
 * @param generator - advanced by the draw
 * @param probabilities - numbers in [0, 1]; `f32` and `f64` give different streams
 * @returns bool, the shape of `probabilities`
 * @throws {ArgumentError} when a number is no probability
 */
export function torchBernoulli(
  generator: TorchGenerator,
  probabilities: HostTensor<'f32' | 'f64'>,
): HostTensor<'bool'>;
/**
 * Coin flips of one probability: those of `tensor.bernoulli_(probability, generator=…)`, whatever the tensor's dtype.
 *
 * @param generator - advanced by the draw
 * @param probability - in [0, 1]
 * @returns bool, `shape`
 * @throws {ArgumentError} when the number is no probability
 * @example
 * ```ts
 * import { TorchGenerator, torchBernoulli } from '@fm/core';
 *
 * torchBernoulli(new TorchGenerator(1), 0.3, [4]).data.join(); // => '1,1,1,1'
 * ```
 */
export function torchBernoulli(
  generator: TorchGenerator,
  probability: number,
  shape: ConcreteShape,
): HostTensor<'bool'>;
export function torchBernoulli(
  generator: TorchGenerator,
  probability: HostTensor<'f32' | 'f64'> | number,
  shape: ConcreteShape = typeof probability === 'number' ? [] : probability.shape,
): HostTensor<'bool'> {
  const data = new Uint8Array(sizeOf(shape));
  const narrow = typeof probability !== 'number' && probability.dtype === 'f32';
  for (let i = 0; i < data.length; i++) {
    const p = typeof probability === 'number' ? probability : (probability.data[i] as number);
    if (!(p >= 0 && p <= 1)) {
      throw new ArgumentError('torchBernoulli: this is not a probability', {
        expected: 'numbers in [0, 1]',
        received: `${p}`,
      });
    }
    data[i] = Number((narrow ? generator.uniform24() : generator.uniform53()) < p);
  }
  return { dtype: 'bool', shape, data };
}
