/**
 * Deviations of diffusers from the papers and from its own documentation, by name. `true` repeats diffusers' numbers,
 * `false` does what the papers say. Samplers and grids made by hand never have any of them.
 */
export interface Compatibility {
  /**
   * DDIM goes to `timestep - T/N` whatever the spacing, so that with `linspace`, and with trailing spacing that does
   * not divide `T`, a step does not arrive where the next one begins.
   */
  readonly fixedStride: boolean;
  /** Euler with churn asks the network before it adds the noise, at the lower noise level. */
  readonly churnAfterEvaluation: boolean;
  /** Flow matching shifts the ends of the default grid a second time. */
  readonly doubleShift: boolean;
  /** DDPM adds noise in a last step that begins above timestep 0, so that its result keeps some. */
  readonly noiseAtEnd: boolean;
  /** LMS counts noise levels before the start of a run as if slopes were known there. */
  readonly historyBeforeStart: boolean;
  /**
   * DPM-Solver's third order takes half of the second derivative, as its authors' program does, and its SDE form has
   * another sign in it: both leave second order.
   */
  readonly publishedThirdOrder: boolean;
}

/**
 * All deviations on: the numbers that diffusers gives.
 *
 * @example
 * ```ts
 * import { diffusersCompatibility } from '@fm/diffusion';
 *
 * // Everything as in diffusers, but for the noise that DDPM leaves in its result.
 * const compatibility = { ...diffusersCompatibility, noiseAtEnd: false };
 * [compatibility.fixedStride, compatibility.noiseAtEnd]; // => [true, false]
 * ```
 */
export const diffusersCompatibility: Compatibility = Object.freeze({
  fixedStride: true,
  churnAfterEvaluation: true,
  doubleShift: true,
  noiseAtEnd: true,
  historyBeforeStart: true,
  publishedThirdOrder: true,
});

/**
 * All deviations off: the numbers of the papers.
 *
 * @example
 * ```ts
 * import { correctedCompatibility, fromDiffusersConfig } from '@fm/diffusion';
 *
 * const config = { _class_name: 'DDIMScheduler', timestep_spacing: 'trailing' };
 * const { plan } = fromDiffusersConfig(config, { compatibility: correctedCompatibility });
 * plan({ steps: 3 }).timesteps; // => [999, 666, 332]
 * ```
 */
export const correctedCompatibility: Compatibility = Object.freeze({
  fixedStride: false,
  churnAfterEvaluation: false,
  doubleShift: false,
  noiseAtEnd: false,
  historyBeforeStart: false,
  publishedThirdOrder: false,
});
