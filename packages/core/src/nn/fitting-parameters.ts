import { ArgumentError } from '../errors/index.ts';
import { formatType, type TensorType } from '../ir/index.ts';
import { equalShapes } from '../tensor/index.ts';

/**
 * The values of a model's parameters, and nothing besides, once each of them is there and fits.
 *
 * @param parameters - what `model.parameters()` gives
 * @param values - tensors by name, of a host or a device; others are left out
 * @throws {ArgumentError} when a value is missing, or of another dtype or shape
 * @example
 * ```ts
 * import { fittingParameters, initialize, Linear } from '@fm/core';
 *
 * const layer = new Linear(3, 2, { bias: false });
 * const values = { ...initialize(layer, 0), ...initialize(new Linear(3, 2), 1) };
 * Object.keys(values); // => ['weight', 'bias']
 * Object.keys(fittingParameters(layer.parameters(), values)); // => ['weight']
 * ```
 */
export function fittingParameters<Value extends TensorType>(
  parameters: ReadonlyMap<string, TensorType>,
  values: Readonly<Record<string, Value>>,
): Record<string, Value> {
  const entries = [...parameters].map(([name, type]) => {
    const value = values[name];
    if (value !== undefined && value.dtype === type.dtype && equalShapes(value.shape, type.shape))
      return [name, value] as const;
    throw new ArgumentError(`The weights do not fit the model at "${name}"`, {
      expected: formatType(type),
      received: value === undefined ? 'nothing' : formatType(value),
      hint: 'Pass what initialize, a training state or a checkpoint gives for this model.',
    });
  });
  return Object.fromEntries(entries);
}
