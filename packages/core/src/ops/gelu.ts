import { applyOp, type OpDef, type Tensor } from '../ir/index.ts';
import { add } from './add.ts';
import { requireDomain } from './define/domain.ts';
import { erfNumber } from './define/erf.ts';
import { fromKernel, toKernel } from './define/kernel-dtype.ts';
import { multiply } from './multiply.ts';
import { emitNormalCdf, normalPdf } from './normal-cdf.ts';
import { sigmoid } from './sigmoid.ts';
import { square } from './square.ts';
import { subtract } from './subtract.ts';

/** How the normal distribution function in {@link gelu} is computed. */
export type GeluApproximation = 'none' | 'tanh';

/** `√(2/π)` and the cubic coefficient of the tanh approximation. */
const slope = Math.sqrt(2 / Math.PI);
const cubic = 0.044715;

/**
 * `x Φ(x)`, elementwise, and `Φ(x)`. The second output is there for the backward pass of the exact form: where nobody
 * asks for it the runtime's own operator is used, else `Φ` is computed once for both passes.
 */
export const geluOp: OpDef<{ readonly approximate: GeluApproximation }> = {
  name: 'gelu',
  infer([x], { approximate }) {
    requireDomain('gelu', x, 'float');
    const type = { dtype: x.dtype, shape: x.shape };
    return approximate === 'none' ? [type, type] : [type];
  },
  vjp({ inputs: [x], outputs: [y, cdf], attributes: { approximate }, cotangent, cotangents }) {
    if (approximate === 'tanh') return [multiply(cotangent, tanhDerivative(x, y))];
    const density = normalPdf(x);
    const ofCdf = cotangents[1]; // in second derivatives
    const own = multiply(cotangent, add(cdf, multiply(x, density)));
    return [ofCdf === undefined ? own : add(own, multiply(ofCdf, density))];
  },
  emit(context, inputs, { inputs: [{ dtype }], outputs: [, cdf], attributes: { approximate } }) {
    const [x = ''] = toKernel(context, [inputs[0]], dtype);
    if (approximate === 'none' && context.isUsed(cdf)) {
      const share = emitNormalCdf(context, x, dtype);
      return [context.node('Mul', [x, share]), share].map((name) => fromKernel(context, name, dtype));
    }
    const y = context.node('Gelu', [x], { attributes: { approximate: { string: approximate } } });
    return [fromKernel(context, y, dtype), ...(approximate === 'none' ? [''] : [])];
  },
  evaluate({ inputs: [x], attributes: { approximate } }) {
    if (approximate === 'tanh')
      return [x.data.map((v) => (v * (1 + Math.tanh(slope * (v + cubic * v ** 3)))) / 2)];
    const cdf = x.data.map((v) => (1 + erfNumber(v * Math.SQRT1_2)) / 2);
    return [x.data.map((v, i) => v * cdf[i]!), cdf];
  },
};

/**
 * Gaussian error linear unit, elementwise: `x Φ(x)`; with `approximate: 'tanh'`
 * `½ x (1 + tanh(√(2/π) (x + 0.044715 x³)))`, as GPT-2 uses it.
 *
 * @param x - any shape, floating point
 * @param options - `approximate`: `none` or `tanh`; default `none`
 * @returns the shape and dtype of `x`
 * @throws {ShapeError} when `x` is not a floating-point tensor
 * @see {@link https://arxiv.org/abs/1606.08415 | Gaussian Error Linear Units, section 2}
 * @example
 * ```ts
 * import { compile, gelu, hostTensor, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: gelu(x) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [-1, 0, 1]) });
 * (await y.read()).data; // => Float32Array [-0.1587, 0, 0.8413]
 * ```
 */
export function gelu(
  x: Tensor,
  { approximate = 'none' }: { readonly approximate?: GeluApproximation } = {},
): Tensor {
  return applyOp(geluOp, [x], { approximate })[0] as Tensor;
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
