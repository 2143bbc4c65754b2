import { ShapeError } from '../../errors/index.ts';
import { formatType, type TensorType } from '../../ir/index.ts';
import { type DType, isFloat } from '../../tensor/index.ts';

/** The dtypes an operator takes: `number` is every dtype but `bool`. */
export type Domain = 'float' | 'integer' | 'number' | 'bool' | 'any';

const words: Readonly<Record<Domain, string>> = {
  float: 'a floating-point tensor',
  integer: 'an integer tensor',
  number: 'a tensor of numbers',
  bool: 'a bool tensor',
  any: 'a tensor',
};

/**
 * Refuses an operand whose dtype the operator has no meaning for.
 *
 * @throws {ShapeError} naming the operator and the operand
 */
export function requireDomain(op: string, operand: TensorType, domain: Domain): void {
  if (!isIn(operand.dtype, domain)) {
    throw new ShapeError(`${op}: this dtype is not allowed`, {
      expected: words[domain],
      received: formatType(operand),
      hint: 'Cast it with cast(x, dtype).',
    });
  }
}

function isIn(dtype: DType, domain: Domain): boolean {
  switch (domain) {
    case 'float':
      return isFloat(dtype);
    case 'integer':
      return dtype !== 'bool' && !isFloat(dtype);
    case 'number':
      return dtype !== 'bool';
    case 'bool':
      return dtype === 'bool';
    case 'any':
      return true;
  }
}
