import { apply, type OpDef, type Tensor } from '../ir/index.ts';
import { add } from './add.ts';
import { requireDomain } from './define/domain.ts';
import { fromKernel, kernelDType, toKernel } from './define/kernel-dtype.ts';
import { multiply } from './multiply.ts';
import { sigmoid } from './sigmoid.ts';
import { subtract } from './subtract.ts';

/** `x σ(βx)`, elementwise. */
export const swishOp: OpDef<{ readonly beta: number }> = {
  name: 'swish',
  infer([x]) {
    requireDomain('swish', x, 'float');
    return [{ dtype: x.dtype, shape: x.shape }];
  },
  // s + β x s (1 − s) = s (1 + β (x − y)), with s = σ(βx) and y = x s.
  vjp({ inputs: [x], outputs: [y], attributes: { beta }, cotangent }) {
    const s = sigmoid(scaled(x, beta));
    return [multiply(cotangent, multiply(s, add(scaled(subtract(x, y), beta), 1)))];
  },
  emit(context, inputs, { inputs: [{ dtype }], attributes: { beta } }) {
    const [x = ''] = toKernel(context, [inputs[0]], dtype);
    if (context.mode === 'fused') {
      const options = { domain: 'com.microsoft', attributes: { alpha: { float: beta } } };
      return [fromKernel(context, context.node('QuickGelu', [x], options), dtype)];
    }
    const exponent = beta === 1 ? x : context.node('Mul', [x, context.scalar(kernelDType(dtype), beta)]);
    return [fromKernel(context, context.node('Mul', [x, context.node('Sigmoid', [exponent])]), dtype)];
  },
  evaluate: ({ inputs: [x], attributes: { beta } }) => [x.data.map((v) => v / (1 + Math.exp(-beta * v)))],
};

/**
 * `x σ(βx)`, elementwise.
 *
 * @param x - any shape, floating point
 * @param beta - any number; 1 for {@link silu}
 * @returns the shape and dtype of `x`
 * @throws {ShapeError} when `x` is not a floating-point tensor
 * @see {@link https://arxiv.org/abs/1710.05941 | Searching for Activation Functions, section 4}
 * @example
 * ```ts
 * import { compile, hostTensor, referenceBackend, swish, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: swish(x, 2) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [-1, 0, 1]) });
 * (await y.read()).data; // => Float32Array [-0.1192, 0, 0.8808]
 * ```
 */
export function swish(x: Tensor, beta: number): Tensor {
  return apply(swishOp, [x], { beta });
}

/**
 * Sigmoid linear unit: `x σ(x)`, elementwise, as Llama's and diffusion models' layers use it.
 *
 * @param x - any shape, floating point
 * @throws {ShapeError} when `x` is not a floating-point tensor
 * @example
 * ```ts
 * import { compile, hostTensor, referenceBackend, silu, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: silu(x) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [-1, 0, 1]) });
 * (await y.read()).data; // => Float32Array [-0.2689, 0, 0.7311]
 * ```
 */
export function silu(x: Tensor): Tensor {
  return swish(x, 1);
}

/**
 * `x σ(1.702 x)`, elementwise: the approximation of {@link gelu} that CLIP uses.
 *
 * @param x - any shape, floating point
 * @throws {ShapeError} when `x` is not a floating-point tensor
 * @example
 * ```ts
 * import { compile, gelu, hostTensor, quickGelu, referenceBackend, type Tensor } from '@fm/core';
 *
 * const both = compile(({ x }: { x: Tensor }) => ({ quick: quickGelu(x), exact: gelu(x) }), { backend: referenceBackend() });
 * const { quick, exact } = await both({ x: hostTensor('f32', [-1, 1]) });
 * (await quick.read()).data; // => Float32Array [-0.1542, 0.8458]
 * (await exact.read()).data; // => Float32Array [-0.1587, 0.8413]
 * ```
 */
export function quickGelu(x: Tensor): Tensor {
  return swish(x, 1.702);
}

function scaled(x: Tensor, factor: number): Tensor {
  return factor === 1 ? x : multiply(x, factor);
}
