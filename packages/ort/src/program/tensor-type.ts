import type { DType, HostArray } from '@fm/core';

/** Element types by the names that onnxruntime's JavaScript packages use. `bf16` has none there. */
export const tensorType: Readonly<Record<TensorDType, string>> = {
  f32: 'float32',
  f16: 'float16',
  f64: 'float64',
  i32: 'int32',
  i64: 'int64',
  u8: 'uint8',
  bool: 'bool',
};

/** A dtype that onnxruntime's JavaScript packages have a tensor of. */
export type TensorDType = Exclude<DType, 'bf16'>;

/** The data of one of their tensors as fm holds it: half precision stays 16-bit patterns, also where the engine has Float16Array. */
export function hostArray(type: string, data: unknown): HostArray {
  const array = data as HostArray;
  return type === 'float16' ? new Uint16Array(array.buffer, array.byteOffset, array.length) : array;
}
