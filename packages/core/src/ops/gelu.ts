import { apply, type OpDef, type Tensor } from '../ir/index.ts';
import { add } from './add.ts';
import { requireDomain } from './define/domain.ts';
import { erfNumber } from './define/erf.ts';
import { fromKernel, toKernel } from './define/kernel-dtype.ts';
import { multiply } from './multiply.ts';
import { normalCdf, normalPdf } from './normal-cdf.ts';
import { sigmoid } from './sigmoid.ts';
import { square } from './square.ts';
import { subtract } from './subtract.ts';

/** How the normal distribution function in {@link gelu} is computed. */
export type GeluApproximation = 'none' | 'tanh';

/** `√(2/π)` and the cubic coefficient of the tanh approximation. */
const slope = Math.sqrt(2 / Math.PI);
const cubic = 0.044715;

/** `x Φ(x)`, elementwise. */
export const geluOp: OpDef<{ readonly approximate: GeluApproximation }> = {
  name: 'gelu',
  infer([x]) {
    requireDomain('gelu', x, 'float');
    return [{ dtype: x.dtype, shape: x.shape }];
  },
  vjp: ({ inputs: [x], outputs: [y], attributes: { approximate }, cotangent }) => [
    multiply(cotangent, approximate === 'none' ? exactDerivative(x) : tanhDerivative(x, y)),
  ],
  emit(context, inputs, { inputs: [{ dtype }], attributes: { approximate } }) {
    const attributes = { approximate: { string: approximate } };
    return [fromKernel(context, context.node('Gelu', toKernel(context, [inputs[0]], dtype), { attributes }), dtype)];
  },
  evaluate: ({ inputs: [x], attributes: { approximate } }) => [
    x.data.map((v) =>
      approximate === 'none'
        ? (v * (1 + erfNumber(v * Math.SQRT1_2))) / 2
        : (v * (1 + Math.tanh(slope * (v + cubic * v ** 3)))) / 2,
    ),
  ],
};

/**
 * Gaussian error linear unit, elementwise: `x Φ(x)`; with `approximate: 'tanh'`
 * `½ x (1 + tanh(√(2/π) (x + 0.044715 x³)))`, as GPT-2 uses it.
 *
 * @param options.approximate - @default 'none'
 * @throws {ShapeError} when `x` is not a floating-point tensor
 * @see {@link https://arxiv.org/abs/1606.08415 | Gaussian Error Linear Units, section 2}
 * @example
 * ```ts
 * import { gelu, input } from '@fm/core';
 *
 * String(gelu(input('f32', [2, 3]), { approximate: 'tanh' })); // => 'f32[2, 3]'
 * ```
 */
export function gelu(x: Tensor, { approximate = 'none' }: { readonly approximate?: GeluApproximation } = {}): Tensor {
  return apply(geluOp, [x], { approximate });
}

/** `Φ(x) + x φ(x)`. */
function exactDerivative(x: Tensor): Tensor {
  return add(normalCdf(x), multiply(x, normalPdf(x)));
}

/**
 * With `½ (1 + tanh u) = σ(2u) = s` and `y = x s`, the derivative `s + x s (1 − s) (2u)′` is `s (1 + (x − y) (2u)′)`.
 */
function tanhDerivative(x: Tensor, y: Tensor): Tensor {
  const chord = add(multiply(square(x), 2 * slope * cubic), 2 * slope); // 2u / x
  const s = sigmoid(multiply(x, chord));
  const tangent = add(multiply(chord, 3), -4 * slope); // (2u)′
  return multiply(s, add(multiply(subtract(x, y), tangent), 1));
}
