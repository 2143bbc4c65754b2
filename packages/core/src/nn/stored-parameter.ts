import { FormatError } from '../errors/index.ts';
import {
  equalShapes,
  formatShape,
  type HostTensor,
  hostTensor,
  isFloat,
  toNumbers,
} from '../tensor/index.ts';
import type { Parameter } from './parameter.ts';

/**
 * A parameter's values from a checkpoint, in the parameter's own precision.
 *
 * @param name - of the parameter, for messages
 * @param tensor - what the checkpoint holds under that name
 * @throws {FormatError} when it is missing, of another shape, or of integers
 */
export function storedParameter(
  name: string,
  { dtype, shape }: Parameter,
  tensor: HostTensor | undefined,
): HostTensor {
  if (tensor !== undefined && equalShapes(tensor.shape, shape)) {
    if (tensor.dtype === dtype) return tensor;
    if (isFloat(tensor.dtype)) return hostTensor(dtype, toNumbers(tensor), shape);
  }
  throw new FormatError(`The checkpoint does not fit the model at "${name}"`, {
    expected: `${dtype}${formatShape(shape)}`,
    received: tensor === undefined ? 'nothing' : `${tensor.dtype}${formatShape(tensor.shape)}`,
    hint: 'Check that config.json belongs to these weights.',
  });
}
