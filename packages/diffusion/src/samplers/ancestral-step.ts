/**
 * The split of a step from `from` to `to` into a deterministic one to `down` and fresh noise of deviation `up`, with
 * `down² + up² = to²`.
 *
 * @param eta - share of fresh noise, 0 for none. @default 1
 * @see Song et al. 2021, "Score-based generative modeling through stochastic differential equations", appendix F
 */
export function ancestralStep(
  from: number,
  to: number,
  eta = 1,
): { readonly down: number; readonly up: number } {
  const up = Math.min(to, eta * Math.sqrt((to ** 2 * (from ** 2 - to ** 2)) / from ** 2));
  return { down: Math.sqrt(to ** 2 - up ** 2), up };
}
