import { ArgumentError } from '@fm/core';

/**
 * A forward process on tokens: with probability `beta_t` a step replaces a token. What came in is kept with
 * `keep(t) = Π (1 - beta_s)` over `s ≤ t`; what replaces it is a uniform token or the absorbing one.
 *
 * @see Austin et al. 2021, "Structured denoising diffusion models in discrete state-spaces", section 3.1 and appendix A.2
 */
export interface TokenCorruption {
  /** `uniform` or `absorbing`, for messages. */
  readonly name: string;
  /** Number of tokens, the absorbing one included. */
  readonly vocabularySize: number;
  /** The absorbing token; `undefined` where replacements are uniform. */
  readonly mask: number | undefined;
  /** Number of timesteps. */
  readonly trainingSteps: number;
  /** Probability that a token is still the one it was, after timestep `t`; 1 at `t = -1`. */
  keep(t: number): number;
}

/** Options of {@link uniformCorruption} and {@link absorbingCorruption}. */
export interface CorruptionOptions {
  /** Number of tokens, the absorbing one included. */
  readonly vocabularySize: number;
  /** `keep(t)` after each timestep, falling, in [0, 1]. */
  readonly keep: readonly number[];
}

/**
 * Replacements are any token, with equal probability.
 *
 * @throws {ArgumentError} when `keep` is empty, rises or leaves [0, 1]
 * @example
 * ```ts
 * import { linearKeep, uniformCorruption } from '@fm/diffusion';
 *
 * const corruption = uniformCorruption({ vocabularySize: 27, keep: linearKeep(10) });
 * [corruption.trainingSteps, corruption.keep(9)]; // => [10, 0]
 * ```
 */
export function uniformCorruption(options: CorruptionOptions): TokenCorruption {
  return corruption('uniform', options, undefined);
}

/**
 * Replacements are the `mask` token, which never changes again.
 *
 * @param options.mask - an id of the vocabulary
 * @throws {ArgumentError} when `keep` is empty, rises or leaves [0, 1], or the mask is no id
 * @example
 * ```ts
 * import { absorbingCorruption, linearKeep } from '@fm/diffusion';
 *
 * const corruption = absorbingCorruption({ vocabularySize: 28, mask: 27, keep: linearKeep(10) });
 * corruption.keep(4); // => 0.5
 * corruption.mask; // => 27
 * ```
 */
export function absorbingCorruption(options: CorruptionOptions & { readonly mask: number }): TokenCorruption {
  return corruption('absorbing', options, options.mask);
}

/**
 * `keep(t) = 1 - (t + 1)/T`: every step masks an equal share of the whole text, `1/(T - t)` of what is left of it.
 *
 * @param trainingSteps - `T`, number of timesteps
 * @see Austin et al. 2021, "Structured denoising diffusion models in discrete state-spaces", section 3.1
 * @example
 * ```ts
 * import { linearKeep } from '@fm/diffusion';
 *
 * linearKeep(4); // => [0.75, 0.5, 0.25, 0]
 * ```
 */
export function linearKeep(trainingSteps: number): number[] {
  return Array.from({ length: trainingSteps }, (_, t) => 1 - (t + 1) / trainingSteps);
}

function corruption(
  name: string,
  { vocabularySize, keep }: CorruptionOptions,
  mask: number | undefined,
): TokenCorruption {
  const falls = keep.every((value, t) => value >= 0 && value <= (t === 0 ? 1 : (keep[t - 1] as number)));
  if (!falls || keep.length === 0 || (mask !== undefined && !(mask >= 0 && mask < vocabularySize))) {
    throw new ArgumentError(`${name} corruption: this is no forward process`, {
      expected: 'falling probabilities in [0, 1], and a mask within the vocabulary',
      received: `keep ${keep.slice(0, 4).join(', ')}…, mask ${mask}, vocabulary ${vocabularySize}`,
    });
  }
  const table = Object.freeze([...keep]);
  return Object.freeze({
    name,
    vocabularySize,
    mask,
    trainingSteps: table.length,
    keep: (t: number) => (t < 0 ? 1 : (table[t] as number)),
  });
}
