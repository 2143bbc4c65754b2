import { ArgumentError } from '../../errors/index.ts';
import { type HostTensor, hostTensor } from '../../tensor/index.ts';

const stateSize = 624;
const shiftSize = 397;

/** Everything a {@link TorchGenerator} knows, as plain data. */
export interface TorchGeneratorState {
  /** State vector of the Mersenne Twister, i32[624]. */
  readonly words: HostTensor<'i32'>;
  /** Words of the vector that have been drawn, 0 to 624. */
  readonly position: number;
  /** Second number of the last Box-Muller pair, if it was not handed out yet. */
  readonly cachedNormal?: number;
}

/**
 * PyTorch's generator of random numbers on the CPU: the Mersenne Twister MT19937, seeded as `torch.manual_seed` does.
 * It is advanced by every draw; {@link TorchGenerator.state} and {@link TorchGenerator.restore} keep and bring back a
 * moment of it.
 *
 * @see Matsumoto and Nishimura 1998, "Mersenne Twister: a 623-dimensionally equidistributed uniform pseudo-random
 * number generator"
 * @example
 * ```ts
 * import { TorchGenerator, torchRand } from '@fm/core';
 *
 * torchRand(new TorchGenerator(0), [1]).data[0]; // => 0.49625658988952637
 * ```
 */
export class TorchGenerator {
  private words: Int32Array;
  private position: number;
  /** Second number of the last Box-Muller pair; survives between calls and is cleared by seeding only. */
  cachedNormal: number | undefined;

  /**
   * @param seed - an integer from -2^63 to 2^64 - 1; its lowest 32 bits decide
   * @throws {ArgumentError} when `seed` is no such integer
   */
  constructor(seed: number | bigint = 0) {
    this.words = seededWords(lowWord(seed));
    this.position = stateSize;
    this.cachedNormal = undefined;
  }

  /** A generator that goes on where {@link TorchGenerator.state} was called. */
  static restore({ words, position, cachedNormal }: TorchGeneratorState): TorchGenerator {
    if (words.data.length !== stateSize || !(position >= 0 && position <= stateSize)) {
      throw new ArgumentError('TorchGenerator.restore: this is no state of a generator', {
        expected: `${stateSize} words and a position up to ${stateSize}`,
        received: `${words.data.length} words and position ${position}`,
      });
    }
    const generator = new TorchGenerator();
    generator.words = words.data.slice();
    generator.position = position;
    generator.cachedNormal = cachedNormal;
    return generator;
  }

  /** A copy of the present state. */
  state(): TorchGeneratorState {
    const words = hostTensor('i32', this.words.slice());
    const { position, cachedNormal } = this;
    return cachedNormal === undefined ? { words, position } : { words, position, cachedNormal };
  }

  /** The next 32 random bits, as an integer in [0, 2^32). */
  uint32(): number {
    if (this.position === stateSize) this.twist();
    let y = this.words[this.position++] as number;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    y ^= y >>> 18;
    return y >>> 0;
  }

  /** A multiple of 2^-24 in [0, 1), from one draw. */
  uniform24(): number {
    return (this.uint32() & 0xffffff) / 0x1000000;
  }

  /** A multiple of 2^-53 in [0, 1), from two draws. */
  uniform53(): number {
    const high = this.uint32();
    const low = this.uint32();
    return ((high & 0x1fffff) * 0x100000000 + low) / 0x20000000000000;
  }

  private twist(): void {
    const { words } = this;
    for (let k = 0; k < stateSize; k++) {
      const next = words[k + 1 === stateSize ? 0 : k + 1] as number;
      const mixed = ((words[k] as number) & 0x80000000) | (next & 0x7fffffff);
      const ahead = k + shiftSize < stateSize ? k + shiftSize : k + shiftSize - stateSize;
      words[k] = (words[ahead] as number) ^ (mixed >>> 1) ^ ((next & 1) === 0 ? 0 : 0x9908b0df);
    }
    this.position = 0;
  }
}

function seededWords(seed: number): Int32Array {
  const words = new Int32Array(stateSize);
  words[0] = seed;
  for (let j = 1; j < stateSize; j++) {
    const last = words[j - 1] as number;
    words[j] = Math.imul(1812433253, last ^ (last >>> 30)) + j;
  }
  return words;
}

function lowWord(seed: number | bigint): number {
  const valid =
    typeof seed === 'bigint' ? seed >= -(2n ** 63n) && seed < 2n ** 64n : Number.isSafeInteger(seed);
  if (!valid) {
    throw new ArgumentError('TorchGenerator: this is no seed', {
      expected: 'an integer up to ±(2^53 - 1), or a bigint from -2^63 to 2^64 - 1',
      received: `${seed}`,
    });
  }
  return Number(BigInt.asIntN(32, BigInt(seed)));
}
