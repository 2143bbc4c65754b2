import { ShapeError } from '../../errors/index.ts';
import { formatType, type TensorType } from '../../ir/index.ts';
import { type Dim, equalDims } from '../../tensor/index.ts';
import { requireDomain } from './domain.ts';

/**
 * Refuses indices that are not integers or do not have the operand's extents beside `axis`.
 *
 * @throws {ShapeError} naming the operator and both operands
 */
export function requireAligned(op: string, x: TensorType, indices: TensorType, axis: number): void {
  requireDomain(op, indices, 'integer');
  const fits = indices.shape.every((d, i) => i === axis || equalDims(d, x.shape[i] as Dim));
  if (indices.shape.length !== x.shape.length || !fits) {
    throw new ShapeError(`${op}: the indices differ from the operand beside axis ${axis}`, {
      expected: `indices with the rank and the other extents of ${formatType(x)}`,
      received: formatType(indices),
    });
  }
}
