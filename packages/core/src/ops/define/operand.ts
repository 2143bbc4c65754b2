import { isFloat, type DType } from '../../tensor/index.ts';
import { Tensor } from '../../ir/index.ts';
import { scalar } from '../constant.ts';

/** What an operator accepts where a tensor is meant: a tensor, or a number that takes its neighbour's dtype. */
export type Operand = Tensor | number;

/** Both operands as tensors; a number becomes a scalar of the other's dtype (`f32` where both are numbers). */
export function toTensors(a: Operand, b: Operand): readonly [Tensor, Tensor] {
  const dtype = a instanceof Tensor ? a.dtype : b instanceof Tensor ? b.dtype : 'f32';
  return [toTensor(a, dtype), toTensor(b, dtype)];
}

/** An operand as a tensor; a fractional number beside an integer tensor is refused by the scalar itself. */
export function toTensor(operand: Operand, dtype: DType = 'f32'): Tensor {
  return operand instanceof Tensor
    ? operand
    : scalar(operand, isFloat(dtype) || Number.isInteger(operand) ? dtype : 'f32');
}
