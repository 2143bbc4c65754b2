import { ShapeError } from '../../errors/index.ts';
import { formatType, noGradient, type OpDef } from '../../ir/index.ts';
import { axisBlocks } from './axis-blocks.ts';
import { requireDomain } from './domain.ts';
import { kernelDType } from './kernel-dtype.ts';
import { reducedShape } from './reduction.ts';

/** Attributes of `argMax` and `argMin`. */
export type ArgExtremumAttributes = { readonly axis: number; readonly keepDims: boolean };

/** The parts in which `argMax` and `argMin` differ. */
export interface ArgExtremumRule {
  readonly name: string;
  readonly onnx: string;
  readonly isBetter: (candidate: number, best: number) => boolean;
}

/** The operator that finds where an axis is largest or smallest. */
export function defineArgExtremum({ name, onnx, isBetter }: ArgExtremumRule): OpDef<ArgExtremumAttributes> {
  return {
    name,
    infer([x], { axis, keepDims }) {
      requireDomain(name, x, 'number');
      if (x.shape[axis] === 0) {
        throw new ShapeError(`${name}: axis ${axis} has no element`, {
          expected: 'an extent of at least 1',
          received: formatType(x),
        });
      }
      return [{ dtype: 'i64', shape: reducedShape(x.shape, [axis], keepDims) }];
    },
    vjp: noGradient,
    emit(context, [x], { attributes: { axis, keepDims }, inputs: [{ dtype }] }) {
      // There is no kernel for i64; doubles hold what the reference holds.
      const kernel = dtype === 'i64' ? 'f64' : kernelDType(dtype);
      const operand = kernel === dtype ? x : context.cast(x, kernel);
      return [
        context.node(onnx, [operand], {
          attributes: { axis: { int: axis }, keepdims: { int: keepDims ? 1 : 0 } },
        }),
      ];
    },
    evaluate({ inputs: [x], attributes: { axis } }) {
      const { outer, extent, inner } = axisBlocks(x.shape, axis);
      const result = new Float64Array(outer * inner);
      for (let at = 0; at < result.length; at++) {
        const start = Math.floor(at / inner) * extent * inner + (at % inner);
        let best = 0;
        for (let i = 1; i < extent; i++) {
          if (isBetter(x.data[start + i * inner] as number, x.data[start + best * inner] as number)) best = i;
        }
        result[at] = best;
      }
      return [result];
    },
  };
}
