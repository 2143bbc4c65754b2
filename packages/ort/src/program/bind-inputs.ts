import {
  type ConcreteShape,
  type DType,
  type Dim,
  evaluateDim,
  formatShape,
  formatType,
  type RunInputs,
  ShapeError,
  symbolName,
  type TensorType,
} from '@fm/core';

type Given = { readonly dtype: DType; readonly shape: ConcreteShape };

/**
 * Checks what is given to a run against the program's inputs and returns the number each symbolic dimension stands for.
 *
 * @throws {ShapeError} when an input is missing, unknown, or of another dtype or shape
 */
export function bindInputs(
  program: string,
  types: ReadonlyMap<string, TensorType>,
  inputs: RunInputs,
): ReadonlyMap<string, number> {
  for (const name of Object.keys(inputs)) {
    if (!types.has(name)) {
      throw new ShapeError(`${program}: there is no input "${name}"`, { expected: [...types.keys()].join(', ') });
    }
  }
  const bindings = new Map<string, number>();
  for (const [name, type] of types) {
    const given = inputs[name];
    if (given === undefined) {
      throw new ShapeError(`${program}: input "${name}" is missing`, { expected: formatType(type) });
    }
    if (given.dtype !== type.dtype || given.shape.length !== type.shape.length) throw mismatch(program, name, type, given);
    for (const [axis, dim] of type.shape.entries()) {
      const symbol = symbolName(dim);
      if (symbol !== undefined && !bindings.has(symbol)) bindings.set(symbol, given.shape[axis] as number);
    }
  }
  for (const [name, type] of types) {
    const { shape } = inputs[name] as Given;
    if (type.shape.some((dim, axis) => evaluate(dim, bindings) !== shape[axis])) {
      throw mismatch(program, name, type, inputs[name] as Given, bindings);
    }
  }
  return bindings;
}

function evaluate(dim: Dim, bindings: ReadonlyMap<string, number>): number {
  return typeof dim === 'number' ? dim : evaluateDim(dim, bindings);
}

function mismatch(
  program: string,
  name: string,
  type: TensorType,
  given: Given,
  bindings: ReadonlyMap<string, number> = new Map(),
): ShapeError {
  const bound = [...bindings].map(([symbol, value]) => `${symbol} = ${value}`).join(', ');
  return new ShapeError(`${program}: input "${name}" does not fit`, {
    expected: bound === '' ? formatType(type) : `${formatType(type)} where ${bound}`,
    received: `${given.dtype}${formatShape(given.shape)}`,
  });
}
