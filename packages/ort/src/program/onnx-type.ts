import type { DType } from '@fm/core';

/**
 * Number of each dtype as an ONNX `TensorProto.DataType`, which is also its number in ONNX Runtime's C API.
 *
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3
 */
export const onnxType: Readonly<Record<DType, number>> = {
  f32: 1,
  u8: 2,
  i32: 6,
  i64: 7,
  bool: 9,
  f16: 10,
  f64: 11,
  bf16: 16,
};
