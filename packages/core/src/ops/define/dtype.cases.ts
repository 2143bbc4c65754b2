import type { Tensor } from '../../ir/index.ts';
import { type DType, dtypes, isFloat } from '../../tensor/index.ts';
import type { OpCase } from '../../testing/op-case.ts';

const tolerances: Partial<Record<DType, number>> = { f16: 4e-3, bf16: 2e-2 };

/** The dtypes of every runtime, without `f32`, which all other cases use. */
export const storedDTypes: readonly DType[] = dtypes.filter((dtype) => dtype !== 'f64' && dtype !== 'f32');
/** {@link storedDTypes} that count. */
export const numberDTypes: readonly DType[] = storedDTypes.filter((dtype) => dtype !== 'bool');
/** {@link storedDTypes} with a fraction. */
export const floatDTypes: readonly DType[] = storedDTypes.filter(isFloat);

/** One case for each dtype, on `count` operands of shape [3, 4]. */
export function dtypeCases(
  build: (...inputs: Tensor[]) => Tensor | readonly Tensor[],
  over: readonly DType[],
  count = 1,
): readonly OpCase[] {
  return over.map((dtype) => ({
    name: `in ${dtype}`,
    inputs: Array.from({ length: count }, () => ({
      dtype,
      shape: [3, 4],
      range: dtype === 'bool' ? [0, 1] : [1, 3],
    })),
    build,
    // A gradient of rounded numbers is not what differences see.
    differentiable: false,
    tolerance: tolerances[dtype] ?? 1e-5,
  }));
}
