import { applyOp, type OpDef, type Tensor } from '../ir/index.ts';
import { normalizeAxis, sizeOf } from '../tensor/index.ts';
import { cast } from './cast.ts';
import { requireDomain } from './define/domain.ts';
import { fromKernel, kernelDType, toKernel } from './define/kernel-dtype.ts';
import {
  type NormalizationAttributes,
  neutralWeight,
  normalizationGradients,
  requireAffine,
  statisticsType,
} from './define/normalization.ts';
import { multiply } from './multiply.ts';

/** Options of {@link rmsNorm}. */
export interface RmsNormOptions {
  /** Factor of every normalised element, of the shape of the normalised axes. */
  readonly weight?: Tensor | undefined;
  /** First normalised axis; all axes from it on are normalised together. @default -1 */
  readonly axis?: number;
  /** Added to the mean square. @default 1e-6 */
  readonly epsilon?: number;
}

/** Divides by the root of the mean square over the axes from `axis` on; its inverse is the second output. */
export const rmsNormOp: OpDef<NormalizationAttributes> = {
  name: 'rmsNorm',
  infer([x, ...affine], { axis }) {
    requireDomain('rmsNorm', x, 'float');
    requireAffine('rmsNorm', x, axis, affine);
    return [x, statisticsType(x, axis)];
  },
  vjp(context) {
    const [x] = context.inputs;
    const [y, inverseStd] = context.outputs;
    const plain = context.inputs.length === 1 && x.dtype === inverseStd.dtype;
    const normalized = plain ? y : multiply(cast(x, inverseStd.dtype), inverseStd);
    return normalizationGradients(context, { normalized, inverseStd });
  },
  emit(context, inputs, { inputs: [x], outputs: [, inverseStd], attributes: { axis, epsilon } }) {
    const [operand = '', weight] = toKernel(context, inputs, x.dtype);
    if (context.mode === 'fused') {
      const [y = '', ...rest] = context.nodes(
        'SimplifiedLayerNormalization',
        [operand, weight ?? neutralWeight(context, x, axis)],
        {
          attributes: { axis: { int: axis }, epsilon: { float: epsilon } },
          outputs: [true, context.isUsed(inverseStd)],
        },
      );
      return [fromKernel(context, y, x.dtype), ...rest];
    }
    const wide = x.dtype === 'f16' ? context.cast(operand, 'f32') : operand;
    const axes = context.ints(x.shape.map((_, i) => i).slice(axis));
    const meanSquare = context.node('ReduceMean', [context.node('Mul', [wide, wide]), axes]);
    const root = context.node('Sqrt', [
      context.node('Add', [meanSquare, context.scalar(inverseStd.dtype, epsilon)]),
    ]);
    const inverse = context.node('Reciprocal', [root]);
    const normalized = context.node('Mul', [wide, inverse]);
    const narrow = x.dtype === 'f16' ? context.cast(normalized, kernelDType(x.dtype)) : normalized;
    const y = weight === undefined ? narrow : context.node('Mul', [narrow, weight]);
    return [fromKernel(context, y, x.dtype), inverse];
  },
  evaluate({ inputs: [x, weight], attributes: { axis, epsilon } }) {
    const size = sizeOf(x.shape.slice(axis));
    const rows = sizeOf(x.shape.slice(0, axis));
    const inverse = Float64Array.from({ length: rows }, (_, row) => {
      const values = x.data.subarray(row * size, (row + 1) * size);
      return 1 / Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / size + epsilon);
    });
    return [
      x.data.map((v, i) => v * inverse[Math.floor(i / size)]! * (weight?.data[i % size] ?? 1)),
      inverse,
    ];
  },
};

/**
 * `x / √(mean(x²) + ε) · weight`, with the mean over the axes from `axis` on.
 *
 * @param x - `[rows…, features…]`, floating point
 * @returns the shape of `x`
 * @throws {ShapeError} when the weight is not of the normalised axes' shape, or those have symbolic extents
 * @see {@link https://arxiv.org/abs/1910.07467 | Root Mean Square Layer Normalization, equation 4}
 * @example
 * ```ts
 * import { compile, hostTensor, referenceBackend, rmsNorm, type Tensor } from '@fm/core';
 *
 * const run = compile(
 *   ({ x, weight }: { x: Tensor; weight: Tensor }) => ({ y: rmsNorm(x, { weight }) }),
 *   { backend: referenceBackend() },
 * );
 * const { y } = await run({ x: hostTensor('f32', [3, 4]), weight: hostTensor('f32', [1, 10]) });
 * (await y.read()).data; // => Float32Array [0.8485, 11.31]
 * ```
 */
export function rmsNorm(x: Tensor, { weight, axis = -1, epsilon = 1e-6 }: RmsNormOptions = {}): Tensor {
  const attributes = { axis: normalizeAxis(axis, x.rank, 'rmsNorm'), epsilon };
  return applyOp(rmsNormOp, weight === undefined ? [x] : [x, weight], attributes)[0] as Tensor;
}
