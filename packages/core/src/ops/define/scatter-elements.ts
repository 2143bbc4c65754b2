import type { EmitContext } from '../../ir/index.ts';
import type { DType } from '../../tensor/index.ts';
import { kernelDType } from './kernel-dtype.ts';

/** Operands of an ONNX ScatterElements node. */
export interface ScatterOperands {
  readonly base: string;
  readonly indices: string;
  readonly updates: string;
}

/** What a ScatterElements node does. */
export interface ScatterRule {
  readonly axis: number;
  readonly reduction: 'none' | 'add';
  readonly dtype: DType;
}

/** Emits ScatterElements, in single precision where ONNX Runtime cannot add in the dtype itself. */
export function emitScatterElements(
  context: EmitContext,
  { base, indices, updates }: ScatterOperands,
  { axis, reduction, dtype }: ScatterRule,
): string {
  const kernel = reduction === 'none' ? dtype : dtype === 'f16' ? 'f32' : kernelDType(dtype);
  const convert = (name: string, to: DType): string => (kernel === dtype ? name : context.cast(name, to));
  const attributes = { axis: { int: axis }, reduction: { string: reduction } };
  const scattered = context.node(
    'ScatterElements',
    [convert(base, kernel), indices, convert(updates, kernel)],
    { attributes },
  );
  return convert(scattered, dtype);
}
