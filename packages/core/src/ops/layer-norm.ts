import { applyOp, type OpDef, type Tensor } from '../ir/index.ts';
import { normalizeAxis, sizeOf } from '../tensor/index.ts';
import { add } from './add.ts';
import { cast } from './cast.ts';
import { requireDomain } from './define/domain.ts';
import { fromKernel, toKernel } from './define/kernel-dtype.ts';
import {
  type NormalizationAttributes,
  neutralWeight,
  normalizationGradients,
  requireAffine,
  statisticsType,
} from './define/normalization.ts';
import { multiply } from './multiply.ts';
import { subtract } from './subtract.ts';

/** Options of {@link layerNorm}. */
export interface LayerNormOptions {
  /** Factor of every normalised element, of the shape of the normalised axes. */
  readonly weight?: Tensor | undefined;
  /** Added to every normalised element, of the shape of the normalised axes. */
  readonly bias?: Tensor | undefined;
  /** First normalised axis; all axes from it on are normalised together. @default -1 */
  readonly axis?: number;
  /** Added to the variance. @default 1e-5 */
  readonly epsilon?: number;
}

/**
 * Normalises the axes from `axis` on; operands are `x`, then `weight`, then `bias`, the last two optional.
 * The mean and the inverse standard deviation are outputs, so that the backward pass does not compute them again.
 */
export const layerNormOp: OpDef<NormalizationAttributes> = {
  name: 'layerNorm',
  infer([x, ...affine], { axis }) {
    requireDomain('layerNorm', x, 'float');
    requireAffine('layerNorm', x, axis, affine);
    const statistics = statisticsType(x, axis);
    return [x, statistics, statistics];
  },
  vjp(context) {
    const [x] = context.inputs;
    const [y, mean, inverseStd] = context.outputs;
    const normalized =
      context.inputs.length === 1 && x.dtype === mean.dtype
        ? y
        : multiply(subtract(cast(x, mean.dtype), mean), inverseStd);
    return normalizationGradients(context, { normalized, inverseStd, mean });
  },
  emit(
    context,
    inputs,
    { inputs: [x, ...affine], outputs: [y, ...statistics], attributes: { axis, epsilon } },
  ) {
    const operands = toKernel(context, inputs, x.dtype);
    const weight = operands[1] ?? neutralWeight(context, x, axis);
    const names = context.nodes(
      'LayerNormalization',
      [operands[0] ?? '', weight, ...operands.slice(2, affine.length + 1)],
      {
        attributes: { axis: { int: axis }, epsilon: { float: epsilon } },
        outputs: [true, ...statistics.map((tensor) => context.isUsed(tensor))],
      },
    );
    return [fromKernel(context, names[0] as string, y.dtype), ...names.slice(1)];
  },
  evaluate({ inputs: [x, weight, bias], attributes: { axis, epsilon } }) {
    const size = sizeOf(x.shape.slice(axis));
    const rows = sizeOf(x.shape.slice(0, axis));
    const [y, mean, inverseStd] = [
      new Float64Array(rows * size),
      new Float64Array(rows),
      new Float64Array(rows),
    ];
    for (let row = 0; row < rows; row++) {
      const values = x.data.subarray(row * size, (row + 1) * size);
      const average = values.reduce((a, b) => a + b, 0) / size;
      const scale = 1 / Math.sqrt(values.reduce((sum, v) => sum + (v - average) ** 2, 0) / size + epsilon);
      mean[row] = average;
      inverseStd[row] = scale;
      for (let i = 0; i < size; i++) {
        const normalized = (values[i]! - average) * scale;
        y[row * size + i] = normalized * (weight?.data[i] ?? 1) + (bias?.data[i] ?? 0);
      }
    }
    return [y, mean, inverseStd];
  },
};

/**
 * `(x − mean) / √(variance + ε) · weight + bias`, with mean and variance over the axes from `axis` on.
 *
 * @param x - `[rows…, features…]`, floating point
 * @returns the shape of `x`
 * @throws {ShapeError} when weight or bias are not of the normalised axes' shape, or those have symbolic extents
 * @see {@link https://arxiv.org/abs/1607.06450 | Layer Normalization, equation 4}
 * @example
 * ```ts
 * import { compile, hostTensor, layerNorm, referenceBackend, type Tensor } from '@fm/core';
 *
 * const run = compile(({ x }: { x: Tensor }) => ({ y: layerNorm(x) }), { backend: referenceBackend() });
 * const { y } = await run({ x: hostTensor('f32', [1, 2, 3, 4, 5, 6], [2, 3]) });
 * (await y.read()).data; // => Float32Array [-1.225, 0, 1.225, -1.225, 0, 1.225]
 * ```
 */
export function layerNorm(
  x: Tensor,
  { weight, bias, axis = -1, epsilon = 1e-5 }: LayerNormOptions = {},
): Tensor {
  const attributes = { axis: normalizeAxis(axis, x.rank, 'layerNorm'), epsilon };
  if (weight === undefined) {
    const normalized = applyOp(layerNormOp, [x], attributes)[0] as Tensor;
    return bias === undefined ? normalized : add(normalized, bias);
  }
  return applyOp(layerNormOp, bias === undefined ? [x, weight] : [x, weight, bias], attributes)[0] as Tensor;
}
