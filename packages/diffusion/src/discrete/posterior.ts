import type { TokenCorruption } from './corruption.ts';

/**
 * `p(x_s | x_t)` for `s < t` under the network's distribution of `x_0`, the sum over `x_0` of
 * `q(x_t | x_s)·q(x_s | x_0)/q(x_t | x_0)·p(x_0)`, written to `out`.
 *
 * @param token - `x_t`
 * @param probabilities - `p(x_0 | x_t)`, f64[vocabulary]
 * @param out - f64[vocabulary]; sums to 1
 * @see Austin et al. 2021, "Structured denoising diffusion models in discrete state-spaces", equations 3 and 4
 * @example
 * ```ts
 * import { absorbingCorruption, linearKeep, tokenPosterior } from '@fm/diffusion';
 *
 * const corruption = absorbingCorruption({ vocabularySize: 3, mask: 2, keep: linearKeep(4) });
 * const out = new Float64Array(3);
 * tokenPosterior(corruption, 2, { from: 3, to: 1 }, Float64Array.of(0.8, 0.2, 0), out);
 * out; // => Float64Array [0.4, 0.1, 0.5]
 * ```
 */
export function tokenPosterior(
  corruption: TokenCorruption,
  token: number,
  { from, to }: { readonly from: number; readonly to: number },
  probabilities: Float64Array,
  out: Float64Array,
): void {
  const { vocabularySize: size, mask } = corruption;
  const [now, before] = [corruption.keep(from), corruption.keep(to)];
  const between = now / before;
  if (mask !== undefined) {
    out.fill(0);
    if (token !== mask) {
      out[token] = 1;
      return;
    }
    // Of the share 1 - now that is masked at t, 1 - before was masked at s already.
    const revealed = (before - now) / (1 - now);
    let clean = 0;
    for (let x = 0; x < size; x++) if (x !== mask) clean += probabilities[x] as number;
    for (let x = 0; x < size; x++) if (x !== mask) out[x] = (revealed * (probabilities[x] as number)) / clean;
    out[mask] = 1 - revealed;
    return;
  }
  const uniform = 1 / size;
  // q(x_t | x_s) and q(x_s | x_0) are a share kept plus a share spread evenly.
  let total = 0;
  for (let x = 0; x < size; x++) {
    const arrives = (x === token ? between : 0) + (1 - between) * uniform;
    // Σ over x_0 of p(x_0)·q(x_s = x | x_0)/q(x_t = token | x_0): only x_0 = x and x_0 = token differ from the rest.
    const reached = (x0: number): number => (x0 === token ? now : 0) + (1 - now) * uniform;
    const spread = (1 - before) * uniform;
    const rest = 1 - (probabilities[token] as number);
    const even = spread * (rest / reached(-1) + (probabilities[token] as number) / reached(token));
    out[x] = arrives * (even + (before * (probabilities[x] as number)) / reached(x));
    total += out[x] as number;
  }
  for (let x = 0; x < size; x++) out[x] = (out[x] as number) / total;
}
