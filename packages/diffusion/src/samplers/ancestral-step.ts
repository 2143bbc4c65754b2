import { rounding, type TablePrecision } from '../schedules/discrete-schedule.ts';

/** Options of {@link ancestralStep}. */
export interface AncestralStepOptions {
  /** Share of fresh noise, 0 for none. @default 1 */
  readonly eta?: number;
  /** `f32` repeats PyTorch's rounding, which matters where two levels are close. @default 'f64' */
  readonly precision?: TablePrecision;
}

/**
 * The split of a step from `from` to `to` into a deterministic one to `down` and fresh noise of deviation `up`, with
 * `down² + up² = to²`.
 *
 * @param from - noise level before the step, above `to`
 * @see Song et al. 2021, "Score-based generative modeling through stochastic differential equations", appendix F
 * @example
 * ```ts
 * import { ancestralStep } from '@fm/diffusion';
 *
 * const { down, up } = ancestralStep(5, 3);
 * [down, up]; // => [1.8, 2.4]
 * ```
 */
export function ancestralStep(
  from: number,
  to: number,
  { eta = 1, precision }: AncestralStepOptions = {},
): { readonly down: number; readonly up: number } {
  const round = rounding(precision);
  const [before, after] = [round(from * from), round(to * to)];
  const full = round(Math.sqrt(round(round(after * round(before - after)) / before)));
  const up = Math.min(to, eta * full);
  return { down: round(Math.sqrt(Math.max(round(after - round(up * up)), 0))), up };
}
