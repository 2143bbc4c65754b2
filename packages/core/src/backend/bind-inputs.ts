import { ShapeError } from '../errors/index.ts';
import type { TensorType } from '../ir/index.ts';
import {
  bindShape,
  type ConcreteShape,
  type DType,
  equalShapes,
  formatShape,
  symbolName,
} from '../tensor/index.ts';

/**
 * Checks the inputs of a run against the program, before any runtime sees them, and tells what each symbolic dimension
 * stands for: the extent of the input that has it as a bare dimension.
 *
 * @param expected - the program's inputs, by name
 * @param inputs - what is given, under the same names
 * @returns the number that each symbol stands for, by the symbol's name
 * @throws {ShapeError} when an input is missing, unknown, or of another dtype or shape
 * @example
 * ```ts
 * import { bindInputs, dim, input } from '@fm/core';
 *
 * const expected = new Map([['tokenIds', input('i64', [dim('batch'), 16])]]);
 * bindInputs(expected, { tokenIds: { dtype: 'i64', shape: [3, 16] } }).get('batch'); // => 3
 * ```
 */
export function bindInputs(
  expected: ReadonlyMap<string, TensorType>,
  inputs: Readonly<Record<string, { readonly dtype: DType; readonly shape: ConcreteShape }>>,
): ReadonlyMap<string, number> {
  const bindings = new Map<string, number>();
  for (const [name, { shape }] of expected) {
    for (const [axis, d] of shape.entries()) {
      const symbol = symbolName(d);
      const extent = inputs[name]?.shape[axis];
      if (symbol !== undefined && extent !== undefined && !bindings.has(symbol)) bindings.set(symbol, extent);
    }
  }
  for (const [name, type] of expected) {
    const given = inputs[name];
    const bound = given?.shape.length === type.shape.length ? bindShape(type.shape, bindings) : type.shape;
    if (given?.dtype !== type.dtype || !equalShapes(given.shape, bound)) {
      const here = equalShapes(bound, type.shape) ? '' : `, here ${formatShape(bound)}`;
      throw new ShapeError(`Input "${name}" does not fit the program`, {
        expected: `${type.dtype}${formatShape(type.shape)}${here}`,
        received: given === undefined ? 'nothing' : `${given.dtype}${formatShape(given.shape)}`,
      });
    }
  }
  const unknown = Object.keys(inputs).find((name) => !expected.has(name));
  if (unknown !== undefined) {
    throw new ShapeError(`The program has no input "${unknown}"`, {
      expected: [...expected.keys()].join(', '),
    });
  }
  return bindings;
}
