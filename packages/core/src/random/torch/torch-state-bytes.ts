import { FormatError } from '../../errors/index.ts';
import { hostTensor } from '../../tensor/index.ts';
import type { TorchGeneratorState } from './torch-generator.ts';

const words = 624;
const length = 5056;
// Byte offsets: initial seed u64, left i32, seeded i32, next u64, state u64[624], x f64, y f64, rho f64, valid i32.
const offsets = {
  left: 8,
  seeded: 12,
  next: 16,
  state: 24,
  normal: 24 + 8 * words + 8,
  valid: 24 + 8 * words + 24,
};

/**
 * Reads what `generator.get_state()` of PyTorch's CPU generator returns.
 *
 * @param bytes - 5056 bytes, little-endian
 * @throws {FormatError} when this is no such state
 * @example
 * ```ts
 * import { TorchGenerator, torchRand, torchStateFromBytes, torchStateToBytes } from '@fm/core';
 *
 * // In Python: generator.get_state().numpy().tofile('generator.bin')
 * const bytes = torchStateToBytes(new TorchGenerator(0).state());
 * torchRand(TorchGenerator.restore(torchStateFromBytes(bytes)), [1]).data; // => Float32Array [0.4963]
 * ```
 */
export function torchStateFromBytes(bytes: Uint8Array): TorchGeneratorState {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length !== length || view.getInt32(offsets.seeded, true) !== 1) {
    throw new FormatError("These are not the bytes of PyTorch's CPU generator", {
      expected: `${length} bytes of a seeded generator`,
      received: `${bytes.length} bytes`,
      hint: 'The states of CUDA generators are of another kind.',
    });
  }
  const state = hostTensor(
    'i32',
    Int32Array.from({ length: words }, (_, i) => view.getInt32(offsets.state + 8 * i, true)),
  );
  // A fresh generator has one word left and none drawn; so has one whose words are all drawn.
  const left = view.getInt32(offsets.left, true);
  const position = left === 1 ? words : Number(view.getBigUint64(offsets.next, true));
  const valid = view.getInt32(offsets.valid, true) !== 0;
  return valid
    ? { words: state, position, cachedNormal: view.getFloat64(offsets.normal, true) }
    : { words: state, position };
}

/**
 * What `generator.set_state` of PyTorch's CPU generator reads; the initial seed, which no draw depends on, is left 0.
 *
 * @returns 5056 bytes, little-endian
 * @example
 * ```ts
 * import { TorchGenerator, torchRandn, torchStateToBytes } from '@fm/core';
 *
 * const generator = new TorchGenerator(0);
 * torchRandn(generator, [3]);
 * // In Python: generator.set_state(torch.from_numpy(numpy.fromfile('generator.bin', 'uint8')))
 * torchStateToBytes(generator.state()).length; // => 5056
 * ```
 */
export function torchStateToBytes({ words: state, position, cachedNormal }: TorchGeneratorState): Uint8Array {
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  view.setInt32(offsets.left, position === words ? 1 : words - position + 1, true);
  view.setInt32(offsets.seeded, 1, true);
  view.setBigUint64(offsets.next, BigInt(position), true);
  for (const [i, word] of state.data.entries()) view.setUint32(offsets.state + 8 * i, word >>> 0, true);
  if (cachedNormal !== undefined) {
    view.setFloat64(offsets.normal, cachedNormal, true);
    view.setInt32(offsets.valid, 1, true);
  }
  return bytes;
}
