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
 * @param tensor - what the checkpoint holds under that name; floats of another precision are converted
 * @throws {FormatError} when it is missing, of another shape, or of integers
 * @example
 * ```ts
 * import { hostTensor, Linear, storedParameter } from '@fm/core';
 *
 * const { weight } = new Linear(2, 1);
 * const half = hostTensor('bf16', [1.5, -2], [1, 2]);
 * storedParameter('weight', weight, half).data; // => Float32Array [1.5, -2]
 * ```
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
