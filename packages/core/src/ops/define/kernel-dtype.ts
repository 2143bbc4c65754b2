import type { EmitContext } from '../../ir/index.ts';
import type { DType } from '../../tensor/index.ts';

/**
 * The dtype in which ONNX Runtime's CPU kernels compute on `dtype`: there are next to none for bfloat16, `u8` and
 * `bool`. (Missing `f16` kernels are bridged by the runtime itself.)
 */
export function kernelDType(dtype: DType): DType {
  if (dtype === 'bf16') return 'f32';
  return dtype === 'u8' || dtype === 'bool' ? 'i32' : dtype;
}

/** Casts operands of `dtype` to its {@link kernelDType}. */
export function toKernel(context: EmitContext, inputs: readonly string[], dtype: DType): readonly string[] {
  const kernel = kernelDType(dtype);
  return kernel === dtype ? inputs : inputs.map((name) => context.cast(name, kernel));
}

/** Casts what a kernel computed back to `dtype`. */
export function fromKernel(context: EmitContext, name: string, dtype: DType): string {
  return kernelDType(dtype) === dtype ? name : context.cast(name, dtype);
}
